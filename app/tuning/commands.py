"""What each tune command does, apart from how its options are spelt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.analysis import open_desk, rank
from app.screen import print_json
from app.tuning.changes import read_changes
from app.tuning.screen import print_trial
from app.tuning.trial import completed, with_changes
from app.tuning.trying import Trial, trial_of
from common.settings import Settings


def try_changes(
    settings: Settings, file: Path | None, written: Sequence[str], week: str | None, as_json: bool
) -> None:
    """Print what changes would do to a week's list; nothing is written."""
    trial = made(settings, file, written, week)
    if as_json:
        print_json(trial.as_json())
    else:
        print_trial(trial)


def made(settings: Settings, file: Path | None, written: Sequence[str], week: str | None) -> Trial:
    """A trial of the changes.

    Raises:
        UserError: a change is not understood, or the configuration would be refused with it.
    """
    desk = open_desk(settings, week)
    asked = read_changes(desk.config, file, written)
    changes = completed(desk.config, asked)
    config = with_changes(desk.config, changes)
    return trial_of(desk, rank(desk, desk.config), rank(desk, config), changes, asked)


def plain(value: Any) -> Any:
    """JSON of what pydantic models and dataclasses hold."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
