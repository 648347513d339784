"""What a benchmark writes: its tables and the machine they were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from common.clock import now
from common.files import write_atomic
from common.settings import PROJECT_ROOT

RESULTS = PROJECT_ROOT / "benchmarks" / "results"


class Recorded(BaseModel):
    """Base: a field that is not understood is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Machine(Recorded):
    """Where it was measured; ``load`` is the one-minute load average before the run, None on Windows."""

    cores: int | None
    python: str
    system: str
    load: float | None


class Table(Recorded):
    """A table of plain numbers; units stand in the column names or in the row's own cell."""

    title: str
    columns: list[str]
    rows: list[list[str | int | float]]


class Record(Recorded):
    """One run of one benchmark; ``command`` makes it again."""

    title: str
    command: str
    measured_on: str
    machine: Machine
    tables: list[Table]


def this_machine() -> Machine:
    """The machine as it is now."""
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    return Machine(
        cores=os.cpu_count(), python=platform.python_version(), system=platform.platform(), load=load
    )


def today() -> str:
    """The day of the run in Shanghai, as ISO text."""
    return now().date().isoformat()


def write_record(record: Record, path: Path) -> None:
    """Write the record as JSON, whole or not at all."""
    write_atomic(path, (record.model_dump_json(indent=1) + "\n").encode("utf-8"))


def read_record(path: Path) -> Record:
    """A record as written."""
    return Record.model_validate_json(path.read_bytes())
