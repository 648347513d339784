"""Whether the best park can take the node (domain guide, 6.2 and 10.2).

Reason: a target that no park can serve costs a trip; what a park has not answered stays open.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found, missing
from matching.config.scoring import Factor
from matching.result import Interval

NAME = "园区承载"


def judge(c: Candidate, own: Factor) -> Finding:
    """Share of the node's needs that the park meets; open ones count with the prior."""
    if c.site.park is None:
        return missing("本链园区待定", "项目可以放在哪个园区？")
    if failed := c.site.failed:
        evidence = [failed.evidence] if failed.evidence else []
        return found(0.0, f"{c.site.park.name}：{failed.name}不满足", evidence)
    needs = c.site.needs
    evidence = [check.evidence for check in needs if check.evidence]
    open_needs = [check for check in needs if check.finding in {"unknown", "conditional"}]
    if len(open_needs) == len(needs):
        why = f"{c.site.park.name}：{'、'.join(check.name for check in needs)}待园区确认"
        return missing(why, open_needs[0].question, evidence)
    met = sum(check.finding == "pass" for check in needs)
    value = Interval(
        centre=(met + own.prior * len(open_needs)) / len(needs),
        low=met / len(needs),
        high=(met + len(open_needs)) / len(needs),
    )
    question = open_needs[0].question if open_needs else ""
    return found(value, f"{len(needs)} 项需求满足 {met} 项", evidence, question)
