"""Draft the description of a source from one of its bodies; a person checks it."""

from pipeline.draft.draft import Draft, Given, draft, probe_source
from pipeline.draft.text import text_of

__all__ = ["Draft", "Given", "draft", "probe_source", "text_of"]
