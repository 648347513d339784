"""The font that Chinese text in pictures is drawn with."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from common.errors import UserError

PACKAGE = "zhplot"
FILE = "zhplot/fonts/NotoSansSC-Regular.ttf"
"""Noto Sans SC (SIL Open Font License), 10 MB; the package's own code is never imported."""


def chinese_font() -> Path:
    """The file of a font with Chinese letters, the same on every machine.

    Raises:
        UserError: the package that carries it is not installed whole.
    """
    try:
        path = Path(str(distribution(PACKAGE).locate_file(FILE)))
    except PackageNotFoundError:
        path = Path()
    if not path.is_file():
        raise UserError("画图用的中文字体不在", fix=f"重新安装依赖：pip install {PACKAGE}")
    return path
