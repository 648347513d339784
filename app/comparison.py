"""Rankings as tables: the list itself, two lists compared, firms by chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from app.analysis import Ranking
from matching.result import AXIS_NAMES, Assessment, Contribution

NO_CHAIN = "未对应产业链"
OWN_UNCHANGED = "自身未变"
SAME_POINTS = 1e-9
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
    old = {target.enterprise_id: target for target in before.chosen.targets}
    new = {target.enterprise_id: target for target in after.chosen.targets}
    reasons = {item.enterprise_id: "；".join(item.reasons) for item in after.chosen.removed}
    rows = []
    for identity in [*new, *(identity for identity in old if identity not in new)]:
        was, now = old.get(identity), new.get(identity)
        if was and now and was.rank == now.rank:
            continue
        first, second = (side.judged[identity].assessment for side in (before, after))
        rows.append(
            [
                second.enterprise,
                second.chain_name or NO_CHAIN,
                _change(was, now),
                was.rank if was else None,
                now.rank if now else None,
                first.score.centre,
                second.score.centre,
                *_largest_difference(first.contributions, second.contributions),
                "" if now else reasons.get(identity, NO_CHAIN),
            ]
        )
    return pd.DataFrame(rows, columns=CHANGES).astype({"原名次": "Int64", "新名次": "Int64"})


def by_chain(ranking: Ranking) -> pd.DataFrame:
    """Firms matched, admissible and listed, by chain in the order of chains.yaml."""
    everybody = [item.assessment for item in ranking.judged.values()]
    counts = {
        "匹配企业": Counter(item.chain_name or NO_CHAIN for item in everybody),
        "可入选": Counter(item.chain_name for item in everybody if not item.kept_off),
        "在清单": Counter(item.chain_name for item in ranking.chosen.targets),
    }
    chains = [*(chain.name for chain in ranking.config.chains.chains), NO_CHAIN]
    return pd.DataFrame(
        {name: [count[chain] for chain in chains] for name, count in counts.items()},
        index=pd.Index(chains, name="产业链"),
    )


def _change(was: Assessment | None, now: Assessment | None) -> str:
    if was and now:
        assert was.rank is not None
        assert now.rank is not None
        word = "上升" if now.rank < was.rank else "下降"
    else:
        word = "进入" if now else "退出"
    shown = now or was
    return f"{word}·探索" if shown and shown.explore else word


def _largest_difference(before: Sequence[Contribution], after: Sequence[Contribution]) -> tuple[str, float]:
    """Name and difference of the factor whose points changed most."""
    names = {item.factor: item.name for item in [*before, *after]}
    old = {item.factor: item.points for item in before}
    new = {item.factor: item.points for item in after}
    # A factor that one side lacks adds nothing there: points sum to the score without it.
    changes = {factor: new.get(factor, 0.0) - old.get(factor, 0.0) for factor in names}
    factor = max(changes, key=lambda one: abs(changes[one]), default="")
    if abs(changes.get(factor, 0.0)) < SAME_POINTS:
        return OWN_UNCHANGED, 0.0
    return names[factor], changes[factor]
