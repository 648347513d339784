"""Stable hashes of data and configuration."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def sha256_hex(data: bytes) -> str:
    """Hex SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def stable_hash(value: Any) -> str:
    """Hash of JSON-able data that does not depend on key order or platform."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return sha256_hex(text.encode("utf-8"))
