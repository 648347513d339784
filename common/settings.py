"""Where things live, read once from options and the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from common.errors import UserError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Paths and switches of one run.

    ``home`` holds all that lianzhao writes. ``contact`` is the operator's address for the user
    agent; without it nothing is fetched from the network and spiders replay archived bodies.
    ``relay`` is a server that answers for every host, in tests and benchmarks only.
    """

    home: Path
    config: Path
    sample: Path
    database_url: str
    contact: str | None = None
    relay: str | None = None

    @property
    def archive(self) -> Path:
        """Folder of archived response bodies."""
        return self.home / "archive"

    @property
    def sample_archive(self) -> Path:
        """Folder of the sample archive that the repository carries."""
        return self.sample / "archive"

    @property
    def outputs(self) -> Path:
        """Folder of workbooks and JSON."""
        return self.home / "outputs"


def load_settings(home: Path | None = None, config: Path | None = None) -> Settings:
    """Settings from options first, then ``LIANZHAO_*`` and ``DATABASE_URL``, then defaults.

    Raises:
        UserError: the home folder cannot be made or written.
    """
    env = os.environ
    chosen = Path(home or env.get("LIANZHAO_HOME") or "var").expanduser().resolve()
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        probe = chosen / f".write-test-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise UserError(
            f"数据目录不可写：{error.strerror or error}",
            where=str(chosen),
            fix="换一个目录：lianzhao --home 目录 …，或修改该目录的权限",
        ) from error
    return Settings(
        home=chosen,
        config=Path(config or env.get("LIANZHAO_CONFIG") or PROJECT_ROOT / "config").resolve(),
        sample=PROJECT_ROOT / "sample",
        database_url=env.get("DATABASE_URL") or f"sqlite:///{chosen / 'lianzhao.db'}",
        contact=env.get("LIANZHAO_CONTACT") or None,
        relay=env.get("LIANZHAO_RELAY") or None,
    )
