"""Fit of any table's rows to the chains: the table as it was, with what was found behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.exports import note_exports
from app.screen import step
from app.table_writer import MOST_SHEET_ROWS, check_output, write_table
from app.tables import Part, Table, read_table
from common.errors import UserError
from common.settings import Settings
from matching.config.bundle import Config
from matching.config.check import load_checked
from matching.fit.explain import CORRECTED, in_words, shares, with_correction
from matching.fit.learn import Learned
from matching.fit.parks import Placing, placings
from matching.fit.question import next_questions
from matching.fit.score import CODE_COLUMN, Fits, Scorer, make_scorer
from matching.fit.texts import FIELDS
from matching.fit.vocabulary import GENERAL

CHUNK = 5_000
"""Rows at a time: what is read of them stays in the processor's cache."""
UNPLACED = "（未定环节）"
"""Shown for the node where only words of the whole chain were found."""
LONG: dict[str, type] = {
    "chain": str, "node": str, "fit": float, "low": float, "high": float, "node_fit": float,
    "park": str, "park_state": str, "why": str, "next_question": str,
}  # fmt: skip
WIDE: dict[str, type] = {"node": str, "fit": float, "low": float, "high": float, "why": str}
"""By chain; ``next_question`` is asked once a firm."""


@dataclass(frozen=True)
class Asked:
    """What the command was asked for; ``chains`` are ids, none for all."""

    chains: Sequence[str] = ()
    wide: bool = False
    hits_only: bool = False


@dataclass(frozen=True)
class Summary:
    """What a run did."""

    rows: int
    written: int
    reached: dict[str, int]
    """Rows with any fit, by chain id."""

    def as_json(self, out: Path) -> dict[str, object]:
        """For programs."""
        return {"rows": self.rows, "written": self.written, "reached": self.reached, "out": str(out)}


def fit_file(
    settings: Settings, source: Path, out: Path, asked: Asked, learned: Learned | None = None
) -> Summary:
    """Read ``source``, write it to ``out`` with the fit of every row to every chain.

    Raises:
        UserError: a file cannot be read or written, lacks a ``name`` column or a text, has no row, or a
            chain is not known.
    """
    config = load_checked(settings.config)
    scorer = make_scorer(config.chains, config.reading)
    chosen = _chosen(scorer, asked.chains, settings)
    check_output(out)
    table = read_table(source)
    _check_table(table, out, asked, len(chosen))
    job = _Job(scorer, config, chosen, asked, learned, placings(config, scorer))
    rows, written, reached = 0, 0, np.zeros(len(chosen), dtype=np.int64)
    headers: dict[str, type] = dict.fromkeys(table.headers, str)
    with step("计算产业链契合度") as progress, write_table(out, {**headers, **job.columns()}) as writer:
        for part in table.parts((*table.headers, *FIELDS, CODE_COLUMN), CHUNK):
            fits, lines = job.lines(part, table.headers)
            writer.write(lines)
            rows, written = rows + len(part), written + len(lines)
            reached += (fits.fit[:, chosen] > 0).sum(axis=0)
            progress.advance(rows, table.rows)
    if not rows:
        out.unlink(missing_ok=True)
        raise UserError("表头下面没有一行", where=str(source), fix="至少写一行企业")
    note_exports(settings, config, "契合度表", out)
    ids = [scorer.chain_ids[at] for at in chosen]
    return Summary(rows, written, dict(zip(ids, reached.tolist(), strict=True)))


def _chosen(scorer: Scorer, chains: Sequence[str], settings: Settings) -> list[int]:
    ids = scorer.chain_ids
    if unknown := [chain for chain in chains if chain not in ids]:
        raise UserError(
            f"没有产业链 {'、'.join(unknown)}",
            where=str(settings.config / "chains.yaml"),
            fix=f"可用：{'、'.join(ids)}",
        )
    return [ids.index(chain) for chain in dict.fromkeys(chains)] or list(range(len(ids)))


def _check_table(table: Table, out: Path, asked: Asked, chains: int) -> None:
    ours = ("next_question",) if asked.wide else tuple(LONG)
    if taken := [name for name in ours if name in table.headers]:
        raise UserError(
            f"已有 {'、'.join(taken)} 列", where=str(table.path), fix="改掉原列名，结果要用这几个名字"
        )
    lines = (table.rows or 0) * (1 if asked.wide else chains)
    if out.suffix.lower() == ".xlsx" and lines > MOST_SHEET_ROWS and not asked.hits_only:
        raise UserError(
            f"{lines} 行放不进一张工作表",
            where=str(out),
            fix="输出改用 .parquet 或 .csv，或加 --wide、--hits-only",
        )


@dataclass(frozen=True)
class _Job:
    scorer: Scorer
    config: Config
    chosen: Sequence[int]
    asked: Asked
    learned: Learned | None
    placings: dict[int, Placing]

    def columns(self) -> dict[str, type]:
        """Ours, behind the table's own."""
        if not self.asked.wide:
            return LONG
        ids = self.scorer.chain_ids
        found = {f"{ids[at]}.{name}": kind for at in self.chosen for name, kind in WIDE.items()}
        return {**found, "next_question": str}

    def lines(self, part: Part, headers: Sequence[str]) -> tuple[Fits, list[tuple[object, ...]]]:
        """The rows to write for some rows of the table."""
        rows = range(len(part))
        columns: dict[str, Any] = {field: part.columns[field] for field in FIELDS if field in part.columns}
        readings = self.scorer.read(columns, rows)
        codes = part.columns.get(CODE_COLUMN)
        classes = self.scorer.codes(codes, rows)
        fits = self.scorer.fits(readings, classes)
        why = in_words(shares(readings, fits, self.scorer), self.scorer, codes)
        if self.learned:
            taught = self.learned.apply(fits, readings, columns, rows)
            why = self._with_correction(why, taught, fits)
            fits = taught
        cells = list(zip(*(part.columns[header] for header in headers), strict=True))
        asked = next_questions(readings, classes, self.scorer.fit)
        lines = self._wide if self.asked.wide else self._long
        return fits, list(lines(fits, why, cells, asked))

    def _with_correction(
        self, why: dict[tuple[int, int], str], taught: Fits, before: Fits
    ) -> dict[tuple[int, int], str]:
        """What the labels added or took, so that the points still sum to the fit."""
        added = taught.fit - before.fit
        for row, chain in np.argwhere(np.abs(added) >= CORRECTED).tolist():
            why[row, chain] = with_correction(why.get((row, chain), ""), added[row, chain])
        return why

    def _node(self, number: int) -> str:
        if number < 0:
            return ""
        node = self.scorer.vocabulary.nodes[number][1]
        return UNPLACED if node == GENERAL else node

    def _long(
        self,
        fits: Fits,
        why: dict[tuple[int, int], str],
        cells: Sequence[tuple[object, ...]],
        asked: Sequence[str],
    ) -> Iterator[tuple[object, ...]]:
        values = [np.round(each, 4).tolist() for each in (fits.fit, fits.low, fits.high, fits.node_fit)]
        ids, nodes = self.scorer.chain_ids, fits.node.tolist()
        for row, own in enumerate(cells):
            for chain in self.chosen:
                fit, low, high, alone = (value[row][chain] for value in values)
                if self.asked.hits_only and not fit:
                    continue
                node = nodes[row][chain]
                park = self.placings.get(node)
                yield (
                    *own,
                    ids[chain],
                    self._node(node),
                    fit,
                    low,
                    high,
                    alone,
                    park.park if park else "",
                    park.state if park else "",
                    why.get((row, chain), ""),
                    asked[row],
                )

    def _wide(
        self,
        fits: Fits,
        why: dict[tuple[int, int], str],
        cells: Sequence[tuple[object, ...]],
        asked: Sequence[str],
    ) -> Iterator[tuple[object, ...]]:
        values = [np.round(each, 4).tolist() for each in (fits.fit, fits.low, fits.high)]
        nodes = fits.node.tolist()
        for row, own in enumerate(cells):
            found: list[object] = []
            for chain in self.chosen:
                numbers = [value[row][chain] for value in values]
                found += [self._node(nodes[row][chain]), *numbers, why.get((row, chain), "")]
            yield (*own, *found, asked[row])
