"""What kind of organisation a printed name is of, by its ending."""

from __future__ import annotations

import re

from pipeline.names import name_key

_LEGAL_FORM = re.compile(
    r"(?:公司|合作社|合作联社|合伙\)?|事务所|研究院|研究所|设计院|医院|学院|大学|银行|厂|场|中心|联合会|协会|商会|学会)$"
)
_ASSOCIATION = re.compile(r"(?:协会|商会|联合会|学会|促进会)$")


def has_legal_form(name: str) -> bool:
    """Whether the name ends as registered organisations' names do (a brand or 京东集团 does not)."""
    return bool(_LEGAL_FORM.search(name_key(name)))


def is_association(name: str) -> bool:
    """Whether the name is a chamber or association rather than an enterprise."""
    return bool(_ASSOCIATION.search(name_key(name)))
