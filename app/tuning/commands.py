"""What each tune command does, apart from how its options are spelt."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.markup import escape

from app.analysis import open_desk, rank
from app.explain import find_enterprise
from app.published import full_week
from app.screen import output, print_json
from app.tuning.changes import read_changes
from app.tuning.outcome_table import read_outcomes
from app.tuning.screen import print_backtest, print_move, print_trial, print_versions
from app.tuning.trial import completed, differences, with_changes
from app.tuning.trying import Trial, trial_of
from app.tuning.versions import adopt, archived_config, every_version, find_version, revert
from app.tuning.why_moved import why_moved
from common.clock import week_end
from common.errors import UserError
from common.settings import Settings
from db.session import open_database, session
from db.versions import ConfigVersion
from matching.evaluate.backtest import Column, backtest
from matching.evaluate.outcomes import outcomes_of


def try_changes(
    settings: Settings, file: Path | None, written: Sequence[str], week: str | None, as_json: bool
) -> None:
    """Print what changes would do to a week's list; nothing is written."""
    trial = made(settings, file, written, week)
    if as_json:
        print_json(trial.as_json())
    else:
        print_trial(trial)


def adopt_changes(
    settings: Settings,
    file: Path | None,
    written: Sequence[str],
    week: str | None,
    said: tuple[str, str, str],
    as_json: bool,
) -> None:
    """Adopt changes as a version; ``said`` is who, why and its name."""
    trial = made(settings, file, written, week)
    version = adopt(settings, trial, *said)
    if as_json:
        print_json(_version(version))
    else:
        print_trial(trial)
        output.print(
            f"已采用版本 {version.id} {escape(version.name)}，改了 {'、'.join(version.changed)}；"
            f"从下一次清单起生效，撤回：lianzhao tune revert {version.id}"
        )


def show_history(settings: Settings, as_json: bool) -> None:
    """Print every version, oldest first."""
    versions = every_version(settings)
    if as_json:
        print_json([_version(version) for version in versions])
    else:
        print_versions(versions)


def revert_version(settings: Settings, wanted: str, who: str, why: str, as_json: bool) -> None:
    """Take a version back."""
    version = revert(settings, wanted, who, why)
    if as_json:
        print_json(_version(version))
    else:
        output.print(f"{escape(version.name)}：{'、'.join(version.changed)} 已恢复，与采用之前一字不差。")


def rank_week(settings: Settings, week: str | None, version: str, as_json: bool) -> None:
    """Rank a week under a version, beside the configuration it was published with."""
    trial = ranked_under(settings, week, version)
    if as_json:
        print_json(trial.as_json())
    else:
        print_trial(trial, listed=True)


def _version(version: ConfigVersion) -> dict[str, Any]:
    return {column.key: getattr(version, column.key) for column in ConfigVersion.__table__.columns}


def made(settings: Settings, file: Path | None, written: Sequence[str], week: str | None) -> Trial:
    """A trial of the changes.

    Raises:
        UserError: a change is not understood, or the configuration would be refused with it.
    """
    # A command lives for seconds; walking through a hundred thousand live objects in them finds nothing.
    gc.disable()
    desk = open_desk(settings, week)
    asked = read_changes(desk.config, file, written)
    changes = completed(desk.config, asked)
    config = with_changes(desk.config, changes)
    before = rank(desk, desk.config)
    return trial_of(desk, before, rank(desk, config, after=before), changes, asked)


def ranked_under(settings: Settings, week: str | None, version: str) -> Trial:
    """A published week under its own configuration and under a version, with what differs between them.

    ``version`` is a name or number of ``tune history``, a week (its own configuration), or ``now``.

    Raises:
        UserError: there is no such week or version.
    """
    desk = open_desk(settings, full_week(settings, week))
    published = archived_config(settings, desk.report.config_files)
    if version == "now":
        other = desk.config
    elif version.upper().rpartition("-")[2].startswith("W") and version[-1].isdigit():
        named = open_desk(settings, full_week(settings, version))
        other = archived_config(settings, named.report.config_files)
    else:
        engine = open_database(settings.database_url)
        with session(engine) as db:
            files = find_version(db, version).files
        engine.dispose()
        other = archived_config(settings, files)
    desk = replace(desk, config=published)
    return trial_of(desk, rank(desk, published), rank(desk, other), differences(published, other), asked=None)


def explain_move(settings: Settings, name: str, from_week: str, to_week: str, as_json: bool) -> None:
    """Print what moved a firm between two weeks, and how far each thing did."""
    desks = []
    for week in (from_week, to_week):
        desk = open_desk(settings, full_week(settings, week))
        # Each week under the settings it was published with.
        desks.append(replace(desk, config=archived_config(settings, desk.report.config_files)))
    engine = open_database(settings.database_url)
    with session(engine) as db:
        try:
            identity = find_enterprise(db, desks[1].knowledge, name)
        except UserError:
            identity = find_enterprise(db, desks[0].knowledge, name)
    engine.dispose()
    moved = why_moved(desks[0], desks[1], identity)
    if as_json:
        print_json(moved.model_dump(mode="json"))
    else:
        print_move(moved)


def run_backtest(
    settings: Settings, file: Path | None, week: str | None, version: str | None, as_json: bool
) -> None:
    """Rank the past as it was known, under today's configuration or a version's."""
    desk = open_desk(settings, full_week(settings, week))
    config = desk.config
    if version:
        engine = open_database(settings.database_url)
        with session(engine) as db:
            config = archived_config(settings, find_version(db, version).files)
        engine.dispose()
    until = week_end(desk.report.week)
    turned = desk.knowledge.labels.turned
    outcomes = outcomes_of(desk.knowledge.firms.values(), config.coverage.stages, until, turned)
    columns: list[Column] = []
    if file:
        told, columns = read_outcomes(file, desk.knowledge)
        known = {one.enterprise_id for one in told}
        outcomes = sorted(
            [*told, *(one for one in outcomes if one.enterprise_id not in known)],
            key=lambda one: (one.on_date, one.enterprise_id),
        )
    report = backtest(desk.knowledge, config, outcomes, columns)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        print_backtest(report)
