"""Office files are zip packages: their true sizes are known before any reader unpacks them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.extract.outcomes import BodyError, QuarantinedError, TooLargeError, UnreadableError

MOST_BYTES = 512 * 1024 * 1024
"""Of all parts of a package, unpacked."""
MOST_PARTS = 10_000
DAMAGED = "打不开这个{}，文件可能已损坏或加了密码"
CHUNK = 1024 * 1024


@contextmanager
def open_package(data: bytes, needed: str, what: str) -> Iterator[zipfile.ZipFile]:
    """A package that holds ``needed`` and whose declared sizes are within bounds.

    ``what`` it should be is named in the errors: ``XLSX 工作簿``.

    Raises:
        BodyError: it is damaged, another kind of file, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if needed not in package.NameToInfo:
                raise QuarantinedError(f"压缩包里不是 {what}", fix="请解开后逐个文件导入")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise TooLargeError("文件解开后太大，不读取")
            yield package
    except BodyError:
        raise
    except Exception as error:
        # A damaged zip file raises almost anything: BadZipFile, zlib.error, NotImplementedError …
        raise UnreadableError(DAMAGED.format(what.rsplit(maxsplit=1)[-1])) from error


def chunks_of(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part's true bytes, piece by piece; a part that is larger than it claims is refused.

    Raises:
        TooLargeError: it goes on behind its declared size.
    """
    info = package.getinfo(name)
    declared, read = info.file_size, 0
    # zipfile stops at the declared size; a reader in another language may not.
    info.file_size = MOST_BYTES
    try:
        with package.open(info) as part:
            while chunk := part.read(CHUNK):
                read += len(chunk)
                if read > declared:
                    raise TooLargeError("文件解开后比它声称的大，不读取")
                yield chunk
    finally:
        info.file_size = declared
