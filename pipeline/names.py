"""When two printed names are the same name; used where rows are checked and where they are resolved."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def name_key(name: str) -> str:
    """The form by which equal legal names are equal: NFKC, no white space, folded case.

    NFKC turns full-width brackets and letters into half-width ones, so （集团） equals (集团).
    Nothing else is dropped: 恒力集团 and 恒力石化 stay two names.
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold()
