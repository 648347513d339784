"""How every workbook is opened and packed, so that one content gives the same bytes everywhere."""

from __future__ import annotations

import io
import zipfile

from app.workbook.styles import GRID_FONT

OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": GRID_FONT,
}
"""XlsxWriter's options: scraped text never becomes a formula, a link or a number."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def portable(workbook: bytes) -> bytes:
    """The same parts, stored uncompressed: deflate and zip headers differ between machines."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed, zipfile.ZipFile(out, "w") as stored:
        for name in packed.namelist():
            part = zipfile.ZipInfo(name, _ZIP_EPOCH)
            part.create_system = 0
            stored.writestr(part, packed.read(name))
    return out.getvalue()
