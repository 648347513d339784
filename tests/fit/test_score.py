"""Fit, its interval and its explanation."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.config.bundle import Config
from matching.fit.explain import in_words, shares
from matching.fit.score import Fits, Scorer, make_scorer
from matching.fit.texts import FIELDS

WORDS = [
    "光伏组件",
    "印染",
    "家具",
    "销售",
    "制造",
    "不含",
    "饲料",
    "软件开发",
    "；",
    "、",
    "（",
    "）",
    "设备",
]
CELL = st.none() | st.lists(st.sampled_from(WORDS), max_size=8).map("".join)
TABLE = st.lists(
    st.fixed_dictionaries(dict.fromkeys((*FIELDS, "industry_code"), CELL)), min_size=1, max_size=4
)
CODES = ["1713", "C2110 木质家具制造", "0399", "9999", "无", None]


def fits_of(scorer: Scorer, rows: list[dict[str, str | None]]) -> Fits:
    columns = {field: [row.get(field) for row in rows] for field in (*FIELDS, "industry_code")}
    every = range(len(rows))
    return scorer.fits(scorer.read(columns, every), scorer.codes(columns["industry_code"], every))


def fit(scorer: Scorer, chain: str, **cells: str) -> float:
    return float(fits_of(scorer, [dict(cells)]).fit[0, scorer.chain_ids.index(chain)])


@given(rows=TABLE)
def test_the_fit_lies_in_its_interval(scorer: Scorer, rows: list[dict[str, str | None]]) -> None:
    found = fits_of(scorer, rows)
    for values in (found.fit, found.low, found.high):
        assert ((values >= 0) & (values <= 1 + 1e-6)).all()
    assert (found.low <= found.fit + 1e-6).all()
    assert (found.fit <= found.high + 1e-6).all()


@given(rows=TABLE, field=st.sampled_from(FIELDS), cell=CELL)
def test_learning_a_fact_never_widens_the_interval(
    scorer: Scorer, rows: list[dict[str, str | None]], field: str, cell: str | None
) -> None:
    before = fits_of(scorer, rows)
    filled = [row if row[field] else row | {field: cell} for row in rows]
    after = fits_of(scorer, filled)
    assert (after.high - after.low <= before.high - before.low + 1e-6).all()


@given(rows=TABLE)
def test_a_column_that_nobody_filled_in_changes_nothing(
    scorer: Scorer, rows: list[dict[str, str | None]]
) -> None:
    emptied = [row | {"scope": None} for row in rows]
    absent = [{name: cell for name, cell in row.items() if name != "scope"} for row in rows]
    assert np.array_equal(fits_of(scorer, emptied).fit, fits_of(scorer, absent).fit)


@given(rows=TABLE, code=st.sampled_from(CODES))
def test_the_points_shown_sum_to_the_fit(
    scorer: Scorer, rows: list[dict[str, str | None]], code: str | None
) -> None:
    columns = {field: [row[field] for row in rows] for field in FIELDS}
    every = range(len(rows))
    readings = scorer.read(columns, every)
    found = scorer.fits(readings, scorer.codes([code] * len(rows), every))
    parts = shares(readings, found, scorer)
    total = np.zeros_like(found.fit)
    np.add.at(total, (parts.firm, parts.chain), parts.share)
    np.testing.assert_allclose(total, found.fit, atol=1e-5)
    assert set(in_words(parts, scorer)) == set(map(tuple, np.argwhere(found.fit > 0).tolist()))


@given(rows=TABLE)
def test_a_firm_is_scored_as_if_it_were_alone(scorer: Scorer, rows: list[dict[str, str | None]]) -> None:
    together = fits_of(scorer, rows).fit
    for at, row in enumerate(rows):
        assert np.array_equal(together[at], fits_of(scorer, [row]).fit[0])


def test_what_a_firm_does_counts_more_than_what_it_sells(scorer: Scorer) -> None:
    makes, sells = (
        fit(scorer, "clean_energy_equipment", name="示例公司", scope=f"光伏组件{verb}")
        for verb in ("制造", "销售")
    )
    named = fit(scorer, "clean_energy_equipment", name="示例公司", scope="光伏组件（不含制造）、五金销售")
    assert makes > 2 * sells > 0
    assert sells >= named


def test_a_trader_by_name_must_make_something(scorer: Scorer) -> None:
    trader = fit(scorer, "wood_home", name="示例贸易商行", scope="家具、床垫")
    other = fit(scorer, "wood_home", name="示例有限公司", scope="家具、床垫")
    maker = fit(scorer, "wood_home", name="示例贸易商行", scope="家具、床垫制造")
    assert trader < other < maker


def test_a_firm_of_one_trade_fits_better_than_one_that_lists_all(scorer: Scorer) -> None:
    one = fit(scorer, "textile_dyeing", scope="印染加工")
    many = fit(scorer, "textile_dyeing", scope="印染加工；家具制造；软件开发；饲料生产；光伏组件制造")
    assert one > many


def test_what_no_chain_knows_takes_from_the_focus_too(scorer: Scorer) -> None:
    toys = "玩具制造；模具制造；灯具制造；雨伞制造；"
    more = toys, toys * 5, "玩具销售；" * 20
    some, many, sold = (fit(scorer, "textile_dyeing", scope=f"印染加工；{each}") for each in more)
    assert fit(scorer, "textile_dyeing", scope="印染加工") > some > many
    assert sold > many


def test_a_registered_class_is_a_soft_prior(scorer: Scorer) -> None:
    assert 0 < fit(scorer, "textile_dyeing", industry_code="C1713") < 0.5
    assert fit(scorer, "textile_dyeing", industry_code="9999") == 0


def test_a_parked_node_is_no_part_of_its_chain(scorer: Scorer) -> None:
    assert fit(scorer, "digital_economy", scope="减震器制造") == 0


def test_a_word_moved_between_lists_counts_without_reading_again(config: Config, scorer: Scorer) -> None:
    """A changed weight never re-reads text: the old readings give the new configuration's fits."""
    columns = {"name": ["示例家居有限公司"], "scope": ["板式家具制造；床垫生产"]}
    readings = scorer.read(columns, range(1))
    moved = config.chains.model_copy(deep=True)
    node = next(node for _, node in moved.nodes() if node.id == "furniture")
    node.kw.strong.remove("床垫")
    node.kw.weak.append("床垫")
    fresh = make_scorer(moved, config.reading)
    cheap = Scorer(moved, config.reading, scorer.vocabulary)
    anew = fresh.fits(fresh.read(columns, range(1))).fit
    assert not np.array_equal(anew, scorer.fits(readings).fit)
    np.testing.assert_allclose(cheap.fits(readings).fit, anew, rtol=1e-6)


def test_a_table_without_rows_or_texts_has_no_fit(scorer: Scorer) -> None:
    assert fits_of(scorer, []).fit.shape == (0, 9)
    assert not fits_of(scorer, [{"name": "  "}]).fit.any()
