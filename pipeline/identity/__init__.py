"""Which mentions are one legal person. The narrow face: ``resolve`` and the name helpers."""

from pipeline.identity.codes import valid_uscc
from pipeline.identity.forms import has_legal_form, is_association
from pipeline.identity.resolve import Decision, Mention, resolve

__all__ = [
    "Decision",
    "Mention",
    "has_legal_form",
    "is_association",
    "resolve",
    "valid_uscc",
]
