"""What is kept of a judged enterprise that nobody will read about: a few kilobytes instead of forty.

Headquarters count a hundred thousand enterprises by chain, node, list and city; only those on the list or
in the ledger are shown with their reasons.
"""

from __future__ import annotations

from dataclasses import replace

from matching.judge import Judged
from matching.result import IndicatorVerdict, Verdict


class Lean:
    """Takes evidence and reasons from judgements; equal verdicts of many firms become one object."""

    def __init__(self) -> None:
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._indicators: dict[tuple[str, str, tuple[str, ...]], IndicatorVerdict] = {}

    def __call__(self, judged: Judged) -> Judged:
        """Scores, chain, place, results and one counting list; nothing that explains them."""
        bare = judged.assessment.model_copy(
            update={
                "verdicts": [self._verdict(one) for one in judged.assessment.verdicts],
                "indicators": [
                    self._indicators.setdefault((one.indicator, one.result, tuple(one.rules)), one)
                    for one in judged.assessment.indicators
                ],
                "memberships": [one for one in judged.assessment.memberships if one.counts][:1],
                "gates": [],
                "reasons": [],
                "concerns": [],
                "contributions": [],
                "questions": [],
                "next_question": "",
            }
        )
        return replace(judged, assessment=bare)

    def _verdict(self, one: Verdict) -> Verdict:
        key = (one.rule, one.result)
        if key not in self._verdicts:
            self._verdicts[key] = one.model_copy(update={"reason": "", "evidence": [], "question": ""})
        return self._verdicts[key]
