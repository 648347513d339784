"""config/gather.yaml: how politely sites are asked, when, and what paid answers may cost a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from common.strict_yaml import StrictModel, read_document

FILE = "gather.yaml"
WEEKDAYS = "一二三四五六日"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"


def _two_times(window: str) -> str:
    first, last = window.split("-")
    if first == last:
        raise ValueError("起止时间相同；不限时段请写 null")
    return window


Window = Annotated[str, Field(pattern=rf"^{CLOCK}-{CLOCK}$"), AfterValidator(_two_times)]
"""``23:00-06:00``: from the first minute to before the last; may go over midnight."""


class Budget(StrictModel):
    """What may be asked of one paid registry."""

    calls_per_day: Annotated[int, Field(ge=0)] = 0
    """Most paid calls a day (Asia/Shanghai); 0 = off."""
    cache_days: Annotated[int, Field(ge=0)] = 0
    """An answer so young is used again and not bought anew."""


class Registries(StrictModel):
    """企查查, 天眼查, 启信宝."""

    qcc: Budget = Budget()
    tyc: Budget = Budget()
    qixin: Budget = Budget()


class Policy(StrictModel):
    """The county's choices within what is lawful and polite (sources.md 4.2)."""

    schema_: Literal["lianzhao.gather/1"] = Field(alias="schema")
    delay_seconds: Annotated[float, Field(ge=2, le=60)]
    """Between two requests to one host."""
    jitter: Annotated[float, Field(ge=0, le=1)]
    """Share of the delay by which it varies."""
    night_window: Window | None
    """Automatic crawls happen in these hours only; None: at any hour."""
    stop_hours: Annotated[float, Field(ge=1, le=168)]
    """A host that showed a block sign is left alone for so long."""
    weekly_at: Annotated[str, Field(pattern=rf"^周[{WEEKDAYS}] {CLOCK}$")]
    registry: Registries = Registries()

    @property
    def weekly_day(self) -> int:
        """Day of the weekly list, 0 = Monday."""
        return WEEKDAYS.index(self.weekly_at[1])

    @property
    def weekly_time(self) -> time:
        """Time of day of the weekly list, Asia/Shanghai."""
        return time.fromisoformat(self.weekly_at[3:])

    def in_window(self, moment: datetime) -> bool:
        """Whether sites may be visited without a person's command at ``moment`` (Asia/Shanghai)."""
        if self.night_window is None:
            return True
        first, last = self._window
        clock = moment.time()
        return first <= clock < last if first < last else clock >= first or clock < last

    def window_end(self, moment: datetime) -> datetime | None:
        """When the window that ``moment`` lies in is over; None: there is no window."""
        if self.night_window is None:
            return None
        end = datetime.combine(moment.date(), self._window[1], moment.tzinfo)
        return end if end > moment else end + timedelta(days=1)

    @property
    def _window(self) -> tuple[time, time]:
        assert self.night_window is not None
        first, last = self.night_window.split("-")
        return time.fromisoformat(first), time.fromisoformat(last)


def load_policy(folder: Path) -> Policy:
    """The policy of a configuration folder.

    Raises:
        UserError: the file is missing, no YAML, or does not fit the model.
    """
    return read_document(folder / FILE, Policy).model
