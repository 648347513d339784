"""Personal data is dropped before a body is stored (house rule 7; sources.md 2.8)."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any


def redact(body: bytes, keys: Collection[str]) -> tuple[bytes, list[str]]:
    """A JSON body without ``keys`` at any depth, and the sorted keys that were found.

    The bytes stay as they came when none of the keys occurs.

    Raises:
        ValueError: the body is no JSON, so nobody can tell what it holds.
    """
    found: set[str] = set()

    # As a hook it also sees objects that a repeated key hides from the parsed result.
    def without_personal(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.update(key for key, _ in pairs if key in keys)
        return {key: value for key, value in pairs if key not in keys}

    document = json.loads(body, object_pairs_hook=without_personal)
    if not found:
        return body, []
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8"), sorted(found)
