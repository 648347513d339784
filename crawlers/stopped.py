"""Hosts that showed a block sign are left alone for hours, over all runs (sources.md 4.2)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from common.clock import now
from common.files import write_atomic


class StoppedHosts:
    """Which hosts are stopped, why and until when; kept in one small file beside the archive."""

    def __init__(self, path: Path, hours: float) -> None:
        self._path = path
        self._hours = hours
        self._until = self._read()

    def reason(self, host: str) -> str | None:
        """The block signature of a host that is stopped now, with the time it ends, or None."""
        found = self._until.get(host)
        if found is None or datetime.fromisoformat(found["until"]) <= now():
            return None
        return f"{found['signature']}，停访到 {found['until'][:16].replace('T', ' ')}"

    def stop(self, host: str, signature: str) -> None:
        """Leave a host alone from now on."""
        until = now() + timedelta(hours=self._hours)
        # Another process may have noted its own host meanwhile.
        self._until = self._read() | {
            host: {"signature": signature, "until": until.isoformat(timespec="seconds")}
        }
        write_atomic(self._path, json.dumps(self._until, ensure_ascii=False, indent=1).encode("utf-8"))

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(self._path.read_bytes())
            return {
                host: stop
                for host, stop in found.items()
                if datetime.fromisoformat(stop["until"]) and stop["signature"]
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}  # no file yet, or one that is damaged: the site will show its sign again
