"""Office files as the same bytes everywhere."""

from __future__ import annotations

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)


def portable(packed: bytes) -> bytes:
    """The same parts, stored uncompressed: deflate and zip headers differ between machines."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(out, "w") as stored:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.create_system = 0
            stored.writestr(part, source.read(name))
    return out.getvalue()
