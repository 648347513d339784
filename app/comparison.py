"""Rankings as tables: the list itself, two lists compared, firms by chain."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from app.analysis import Ranking
from app.tuning.moves import NO_CHAIN, OWN_UNCHANGED, moves
from matching.result import AXIS_NAMES

__all__ = ["NO_CHAIN", "OWN_UNCHANGED", "by_chain", "compare", "listing"]
CHANGES = [
    "企业", "产业链", "变化", "原名次", "新名次", "原合计", "新合计", "影响最大", "分差", "退出原因",
]  # fmt: skip


def listing(ranking: Ranking) -> pd.DataFrame:
    """The list, one row a target; axes and 合计 are centres in 0–1, 低 and 高 the ends of 合计."""
    targets = ranking.chosen.targets
    return pd.DataFrame(
        [
            [
                target.enterprise,
                target.city or "未知",
                target.chain_name,
                target.node_name,
                *(target.axes[axis].centre for axis in AXIS_NAMES),
                target.score.centre,
                target.score.low,
                target.score.high,
            ]
            for target in targets
        ],
        index=pd.Index([target.rank for target in targets], name="名次", dtype="int64"),
        columns=["企业", "城市", "产业链", "环节", *AXIS_NAMES.values(), "合计", "低", "高"],
    )


def compare(before: Ranking, after: Ranking) -> pd.DataFrame:
    """Who enters, leaves or moves: the new list in its order, then those who left in theirs.

    影响最大 is the factor whose points (of 100) changed most, 分差 that change. A firm whose own
    points stay is moved by others; ·探索 marks an exploration place, which is drawn and not ranked.
    """
    rows = [
        [
            move.name, move.chain_name, move.word, move.old_rank, move.new_rank, move.old_score,
            move.new_score, move.factor_name, move.points, move.why_left,
        ]
        for move in moves(before, after)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=CHANGES).astype({"原名次": "Int64", "新名次": "Int64"})


def by_chain(ranking: Ranking) -> pd.DataFrame:
    """Firms matched, admissible and listed, by chain in the order of chains.yaml."""
    everybody = ranking.standings.values()
    counts = {
        "匹配企业": Counter(item.chain_name or NO_CHAIN for item in everybody),
        "可入选": Counter(item.chain_name for item in everybody if not item.kept_off),
        "在清单": Counter(item.chain_name for item in ranking.placed.listed),
    }
    chains = [*(chain.name for chain in ranking.config.chains.chains), NO_CHAIN]
    return pd.DataFrame(
        {name: [count[chain] for chain in chains] for name, count in counts.items()},
        index=pd.Index(chains, name="产业链"),
    )
