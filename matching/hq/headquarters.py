"""All of headquarters' figures of one week, from what was judged in it."""

from __future__ import annotations

from collections.abc import Sequence

from matching.context import Context
from matching.hq.audit import contact_audit
from matching.hq.contacted import IN_TALKS, Object, touched
from matching.hq.coverage import coverage
from matching.hq.funnel import funnel
from matching.hq.indicators import indicators
from matching.hq.model import Headquarters
from matching.judge import Judged
from matching.load import Knowledge


def headquarters(
    objects: Sequence[Object], knowledge: Knowledge, judged: Sequence[Judged], context: Context
) -> Headquarters:
    """Audit, coverage, funnel and indicators; one function each, so that every output shows the same."""
    by_id = {one.assessment.enterprise_id: one for one in judged}
    reached = reached_ids(objects, context)
    return Headquarters(
        audit=contact_audit(objects, by_id, knowledge, context),
        coverage=coverage(by_id, reached, knowledge, context),
        funnel=funnel(objects, by_id, knowledge, context),
        indicators=indicators(context),
    )


def reached_ids(objects: Sequence[Object], context: Context) -> set[str]:
    """The enterprises with a touch that counts."""
    return {one.enterprise_id for one in touched(objects, context) if one.enterprise_id}


def talking_ids(objects: Sequence[Object]) -> set[str]:
    """The enterprises that stand at 洽谈 or 预审 and have not ended."""
    talking = [one for one in objects if one.step in IN_TALKS and not one.ended]
    return {one.enterprise_id for one in talking if one.enterprise_id}
