"""A made week opened for analysis, and judged again with other settings.

Nothing here writes: settings are changed in memory, so evidence of a trial still cites the files as
they stand on disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from app.week import open_all, published_report
from common.errors import UserError
from common.hashing import stable_hash
from common.settings import Settings
from db.models import WeekRun
from db.session import session
from matching.config.bundle import FILES, Config
from matching.config.check import check_config
from matching.judge import Judged
from matching.load import Knowledge, load_knowledge
from matching.report import WeekReport
from matching.week import judge_all, make_context
from matching.weekly import Chosen, choose


@dataclass(frozen=True)
class Desk:
    """A published week, what was known in it, and the configuration as it is now."""

    report: WeekReport
    knowledge: Knowledge
    config: Config


@dataclass(frozen=True)
class Ranking:
    """Everybody judged under one configuration, by enterprise id, and the list chosen from them."""

    config: Config
    judged: dict[str, Judged]
    chosen: Chosen


def open_desk(settings: Settings, week: str | None = None) -> Desk:
    """A published week; the newest one without ``week``.

    Raises:
        UserError: no such week has been made, or configuration or database cannot be read.
    """
    opened = open_all(settings)
    try:
        with session(opened.engine) as db:
            report = published_report(db, week)
            run = db.get_one(WeekRun, report.week)
            return Desk(report, load_knowledge(db, run.cutoff), opened.config)
    finally:
        opened.engine.dispose()


def rank(desk: Desk, config: Config) -> Ranking:
    """The week judged and chosen again under ``config``."""
    week = desk.report.week
    judged = judge_all(desk.knowledge, make_context(desk.knowledge, config, week))
    chosen = choose(judged, config.scoring.weekly_list, seed=week)
    return Ranking(config, {item.assessment.enterprise_id: item for item in judged}, chosen)


def changed(config: Config, file: str, values: Mapping[str, Any]) -> Config:
    """A copy with values of one file (name without ``.yaml``) replaced; every check is made again.

    A key of ``values`` is a place, its steps joined by dots, and an id steps to the list item that
    carries it: ``axes.fit.factors.node_gap.w``, ``chains.recycling.nodes.waste_metal.gap_priority``.

    Raises:
        UserError: no such file or place, or the configuration would be refused with these values.
    """
    if file not in FILES:
        raise UserError(f"没有配置文件 {file}.yaml", fix=f"可用：{'、'.join(FILES)}")
    content = getattr(config, file).model_dump()
    for place, value in values.items():
        *steps, last = place.split(".")
        _keys_at(content, steps, where=f"config/{file}.yaml {place}")[last] = value
    try:
        model = FILES[file].model_validate({"schema": FILES[file].schema_id, **content})
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(
            f"{'.'.join(map(str, first['loc']))} 没有这个键，或不能是 {first['input']!r}",
            where=config.where(file, *first["loc"]),
            fix="对照该行的键名和取值范围",
        ) from error
    files: dict[str, Any] = {name: getattr(config, name) for name in FILES} | {file: model}
    content_hash = stable_hash({name: each.model_dump(mode="json") for name, each in files.items()})
    copy = replace(config, config_hash=content_hash, **files)
    errors = [problem for problem in check_config(copy) if problem.level == "error"]
    if errors:
        raise errors[0].as_error(more=len(errors) - 1)
    return copy


def _keys_at(content: dict[str, Any], steps: Sequence[str], where: str) -> dict[str, Any]:
    """The dict that ``steps`` lead to, by key or by the id of a list's items."""
    for step in steps:
        inner = {key: _by_id(part) for key, part in content.items()}
        parts = [key for key, part in inner.items() if isinstance(part, dict)]
        if step not in parts:
            raise UserError(f"没有 {step} 这一级", where=where, fix=f"这一级有：{'、'.join(parts)}")
        content = inner[step]
    return content


def _by_id(part: Any) -> Any:
    if isinstance(part, list) and all(isinstance(item, dict) and "id" in item for item in part):
        return {item["id"]: item for item in part}
    return part
