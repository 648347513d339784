"""A trial: two rankings of one week, who moves between them, and what history says of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.analysis import Desk, Ranking
from app.tuning.changes import Change
from app.tuning.moves import Move, moves
from matching.evaluate.history import History, history_of


@dataclass(frozen=True)
class Trial:
    """Changes with everything they do; ``added`` are those that had to follow so that sums hold."""

    week: str
    changes: Sequence[Change]
    added: Sequence[Change]
    before: Ranking
    after: Ranking
    moves: Sequence[Move]
    history: tuple[History, History]
    """What outcomes say before and after."""
    stale: bool
    """Whether the configuration has changed since the week was published."""

    def figures(self) -> dict[str, Any]:
        """Both figures as a version keeps them."""
        words = [move.word.removesuffix("·探索") for move in self.moves]
        sides = zip(("before", "after"), self.history, (self.before, self.after), strict=True)
        found: dict[str, Any] = {
            side: {
                "history": history.model_dump(mode="json"),
                "listed": [item.name for item in ranking.placed.listed],
            }
            for side, history, ranking in sides
        }
        return found | {"moved": {word: words.count(word) for word in dict.fromkeys(words)}}

    def as_json(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        return {
            "week": self.week,
            "changes": [change.text for change in self.changes],
            "added": [change.text for change in self.added],
            "config_hash": {
                "before": self.before.config.config_hash,
                "after": self.after.config.config_hash,
            },
            "enterprises": len(self.before.standings),
            "listed": {
                side: [
                    {"rank": rank, "enterprise": item.name, "enterprise_id": item.id, "score": item.centre}
                    for rank, item in enumerate(ranking.placed.listed, start=1)
                ]
                for side, ranking in (("before", self.before), ("after", self.after))
            },
            "moves": [asdict(move) for move in self.moves],
            "history": {
                side: one.model_dump(mode="json")
                for side, one in zip(("before", "after"), self.history, strict=True)
            },
        }


def trial_of(
    desk: Desk,
    before: Ranking,
    after: Ranking,
    changes: Sequence[Change],
    asked: Sequence[Change] | None = None,
) -> Trial:
    """Compare two rankings of the desk's week; ``changes`` behind the ``asked`` ones had to follow."""
    outcomes, firms = desk.outcomes
    return Trial(
        week=desk.report.week,
        changes=changes,
        added=changes[len(asked) :] if asked is not None else [],
        before=before,
        after=after,
        moves=list(moves(before, after)),
        history=(
            history_of(firms, before.config, outcomes),
            history_of(firms, after.config, outcomes),
        ),
        stale=desk.config.config_hash != desk.report.config_hash,
    )
