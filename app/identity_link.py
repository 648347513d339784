"""Link a table of names with registered ones: open both, ask part by part, write what is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.screen import Step, step
from app.table_writer import MOST_SHEET_ROWS, check_output, write_table
from app.tables import Part, Table, read_table
from common.errors import UserError
from common.hashing import stable_hash
from common.settings import Settings
from db.models import Enterprise, EnterpriseKey
from db.session import open_database, session
from pipeline.identity.link import Batch, Link, LinkIndex, file_hash, open_index
from pipeline.identity.resolve import ALIASES

COLUMNS = {
    "row": int,
    "query": str,
    "rank": int,
    "name": str,
    "uscc": str,
    "score": float,
    "decision": str,
    "why": str,
}
PLACES = ("province", "city", "uscc")
CHUNK = 2_000
"""Queries asked together: few enough to show progress, many enough to share their cost."""
UNIVERSE_CHUNK = 50_000
LONGEST_QUERY = 500
"""Characters of a query that are repeated in the result."""
Question = tuple[str, str | None, str | None, str | None]


@dataclass
class Summary:
    """What a run did."""

    queries: int = 0
    rows: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    universe: int = 0
    model: str = ""

    def as_json(self, out: Path) -> dict[str, object]:
        """For programs."""
        return {
            "queries": self.queries,
            "rows": self.rows,
            **{name: self.decisions[name] for name in ("match", "review", "none")},
            "universe": self.universe,
            "model": self.model,
            "out": str(out),
        }


def link_file(
    settings: Settings, queries: Path, universe: Path | None, aliases: Path | None, out: Path, top: int
) -> Summary:
    """Write the best ``top`` firms of every query to ``out``.

    Raises:
        UserError: a file cannot be read or written, lacks a column, or there is nothing to search in.
    """
    check_output(out)
    table = read_table(queries)
    if out.suffix.lower() == ".xlsx" and (table.rows or 0) > MOST_SHEET_ROWS:
        raise UserError(
            f"{table.rows} 个查询放不进一张工作表（最多 {MOST_SHEET_ROWS} 行）",
            where=str(out),
            fix="输出改用 .parquet 或 .csv",
        )
    known = _read_aliases(aliases) if aliases else {}
    with step("准备企业名录索引") as progress:
        index = _from_file(settings, universe, known, progress) if universe else _from_store(settings, known)
    summary = Summary(universe=len(index.universe), model=index.model_hash)
    with step("对照企业名称") as progress, write_table(out, COLUMNS) as writer:
        for part in table.parts(("name", *PLACES), CHUNK):
            writer.write(_asked(index, part, top, summary))
            progress.advance(summary.queries, table.rows)
        if not summary.queries:
            raise UserError("没有要查的行", where=str(queries), fix="表头下面至少写一行")
    return summary


def _asked(index: LinkIndex, part: Part, top: int, summary: Summary) -> list[tuple[object, ...]]:
    """Result rows of a part; questions that are repeated are asked once."""
    columns = [part.columns.get(name) or [None] * len(part) for name in ("name", *PLACES)]
    asked: list[Question] = [
        (name or "", province, city, code) for name, province, city, code in zip(*columns, strict=True)
    ]
    different = list(dict.fromkeys(asked))
    names, provinces, cities, codes = ([one[at] for one in different] for at in range(4))
    found: dict[int, list[Link]] = {}
    for link in index.link([name or "" for name in names], provinces, cities, codes, top=top):
        found.setdefault(link.query, []).append(link)
    answers = {question: found[at] for at, question in enumerate(different)}
    rows: list[tuple[object, ...]] = []
    for number, question in enumerate(asked, start=part.first):
        links = answers[question]
        summary.decisions[links[0].decision] += 1
        rows += [
            (
                number,
                question[0][:LONGEST_QUERY],
                one.rank,
                one.name,
                one.uscc,
                one.score,
                one.decision,
                one.why,
            )
            for one in links
        ]
    summary.queries += len(asked)
    summary.rows += len(rows)
    return rows


def _from_file(settings: Settings, path: Path, aliases: dict[str, list[str]], progress: Step) -> LinkIndex:
    table = read_table(path)
    for column, name in _aliases_in(table):
        aliases.setdefault(column, []).append(name)

    def batches() -> Iterator[Batch]:
        done = 0
        for part in table.parts(("name", *PLACES), UNIVERSE_CHUNK):
            yield _batch(part)
            done += len(part)
            progress.advance(done, table.rows)

    try:
        return open_index(settings.home / "index", file_hash(path), batches, aliases)
    except ValueError as error:
        raise UserError("企业名录里没有一个名称", where=str(path), fix="检查 name 列是否为空") from error


def _batch(part: Part) -> Batch:
    columns = part.columns
    return Batch(
        [name or "" for name in columns["name"]],
        columns.get("uscc"),
        columns.get("province"),
        columns.get("city"),
    )


def _aliases_in(table: Table) -> Iterator[tuple[str, str]]:
    """Pairs of the universe's own ``aliases`` column: several in a cell are separated by 、 or ；."""
    if not table.has("aliases"):
        return
    for part in table.parts(("name", "aliases"), UNIVERSE_CHUNK):
        for name, cell in zip(part.columns["name"], part.columns["aliases"], strict=True):
            if name and cell:
                yield from ((one.strip(), name) for one in _separated(cell) if one.strip())


def _separated(cell: str) -> list[str]:
    for mark in "；;,，|\\n":
        cell = cell.replace(mark, "、")
    return cell.split("、")


def _read_aliases(path: Path) -> dict[str, list[str]]:
    table = read_table(path, ("alias", "name"))
    found: dict[str, list[str]] = {}
    for part in table.parts(("alias", "name")):
        for alias, name in zip(part.columns["alias"], part.columns["name"], strict=True):
            if alias and name:
                found.setdefault(alias, []).append(name)
    return found


def _from_store(settings: Settings, aliases: dict[str, list[str]]) -> LinkIndex:
    engine = open_database(settings.database_url)
    with session(engine) as db:
        firms = db.execute(
            select(Enterprise.id, Enterprise.name, Enterprise.uscc).order_by(Enterprise.id)
        ).all()
        keys = db.execute(
            select(EnterpriseKey.value, Enterprise.name)
            .join(Enterprise, Enterprise.id == EnterpriseKey.enterprise_id)
            .where(EnterpriseKey.kind.in_(list(ALIASES)))
            .order_by(EnterpriseKey.id)
        ).all()
    engine.dispose()
    if not firms:
        raise UserError("库里还没有企业", fix="先运行 lianzhao weekly，或用 --universe 给一份企业名录")
    for value, name in keys:
        aliases.setdefault(value, []).append(name)
    rows = [(name, uscc) for _, name, uscc in firms]
    batch = Batch([name for name, _ in rows], [uscc for _, uscc in rows])
    return open_index(settings.home / "index", stable_hash(rows), lambda: [batch], aliases)
