"""The file that a person brings, before anything in it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from common.errors import UserError
from common.hashing import sha256_hex
from pipeline.extract.sniff import kind_of

MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class Dropped:
    """The path as given, and the bytes of the file."""

    path: Path
    data: bytes

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the file."""
        return sha256_hex(self.data)


def read_dropped(path: Path) -> Dropped:
    """The file's bytes.

    Raises:
        UserError: no such file, a folder, empty, too large, with a password, or packed.
    """
    where = str(path)
    if path.is_dir():
        raise UserError("这是一个文件夹，一次只能导入一个文件", where=where, fix="写出文件夹里的文件名")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UserError(
                f"文件有 {size // 2**20} MB，太大（最多 {MOST_BYTES // 2**20} MB）",
                where=where,
                fix="检查是否选错了文件，或分成几个文件",
            )
        data = path.read_bytes()
    except OSError as error:
        raise UserError("文件读不到", where=where, fix="检查路径和权限") from error
    kind = kind_of(data)
    if kind == "empty":
        raise UserError("文件是空的", where=where, fix="检查是否选错了文件")
    if kind == "locked":
        raise UserError("文件加了密码，读不了", where=where, fix="在 Excel 或 WPS 里去掉密码，另存后再导入")
    if kind in {"zip", "rar"}:
        raise UserError("这是压缩包，不是名单文件", where=where, fix="先解压，再逐个导入里面的文件")
    return Dropped(path, data)
