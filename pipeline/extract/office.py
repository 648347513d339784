"""Old Word and WPS documents, through LibreOffice where it is installed (sources.md 5.4)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pipeline.extract.outcomes import QuarantinedError, TooLargeError, UnreadableError

LONGEST_SECONDS = 120


def to_docx(data: bytes) -> bytes:
    """An old document as docx, made in a folder and with a profile of its own.

    Raises:
        BodyError: LibreOffice is not installed, cannot open the document, or takes too long.
    """
    program = shutil.which("soffice")
    if program is None:
        raise QuarantinedError(
            "是旧版 Word 或 WPS 文档，这台机器没有能读它的 LibreOffice",
            fix="安装 LibreOffice Writer，或另存为 DOCX 后人工导入",
        )
    with tempfile.TemporaryDirectory(prefix="lianzhao-") as name:
        folder = Path(name)
        original = folder / "body.doc"
        original.write_bytes(data)
        _run(
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                "docx",
                "--outdir",
                str(folder / "out"),
                str(original),
            ]
        )
        made = folder / "out" / "body.docx"
        if not made.exists():
            raise UnreadableError("LibreOffice 打不开这个文档：已损坏、加了密码，或没有安装 Writer")
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """Run and wait; on the time limit the whole group goes, for soffice is a script around a program."""
    own_group = os.name == "posix"
    with subprocess.Popen(  # noqa: S603 - the program found on PATH, with arguments of our own
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=own_group
    ) as process:
        try:
            process.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired as error:
            if own_group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            raise TooLargeError(
                f"转换这个文档超过 {LONGEST_SECONDS} 秒，已放弃", fix="另存为 DOCX 后人工导入"
            ) from error
