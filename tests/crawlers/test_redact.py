"""Personal keys never survive, whatever the document looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.redact import redact

PERSONAL = ["F003V", "phone"]
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*PERSONAL, "name", "data"]) | st.text(max_size=3), inner, max_size=4
        )
    ),
    max_leaves=20,
)


def without(value: Any) -> Any:
    """The oracle: the same document with the keys taken out the long way."""
    if isinstance(value, dict):
        return {key: without(item) for key, item in value.items() if key not in PERSONAL}
    return [without(item) for item in value] if isinstance(value, list) else value


@given(documents, st.booleans())
def test_keys_go_and_the_rest_stays(document: Any, ascii_only: bool) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only, indent=1).encode()
    cleaned, found = redact(body, PERSONAL)
    assert json.loads(cleaned) == without(document)
    assert set(found) <= set(PERSONAL)
    assert cleaned == body or found
    assert redact(cleaned, PERSONAL) == (cleaned, [])


def test_a_repeated_key_hides_nothing() -> None:
    cleaned, found = redact('{"a": {"phone": "示例电话"}, "a": {}}'.encode(), PERSONAL)
    assert found == ["phone"]
    assert "示例电话" not in cleaned.decode()


@pytest.mark.parametrize("body", [b"<html></html>", b"", b"\xff\xfe{", '{"phone": "示例"}'.encode("gbk")])
def test_what_cannot_be_read_cannot_be_cleared(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        redact(body, PERSONAL)
