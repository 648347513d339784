"""What a landing of the candidate would count for: its indicators, its ticket, what it dilutes."""

from __future__ import annotations

from matching import kpi
from matching.candidate import Candidate, Finding, found, missing
from matching.membership import FAILS, OPEN
from matching.result import Evidence, IndicatorVerdict, Interval

SIGNING_INDICATOR = "new_signing"


def indicator(c: Candidate, wanted: str) -> IndicatorVerdict:
    """The candidate's verdict on one indicator."""
    return next(verdict for verdict in c.indicators if verdict.indicator == wanted)


def deciding_rule(c: Candidate, verdict: IndicatorVerdict) -> Evidence:
    """The rule that decides the verdict; what it was decided by stands with the rule's own verdict."""
    rule = c.context.config.rule(verdict.rules[0])
    fact = f"{verdict.name}：{verdict.result}（{rule.name}）"
    return c.context.setting("eligibility", "rules", rule.id, fact=fact)


def of_signing(c: Candidate, finding: Finding) -> Finding:
    """A contract that does not count as signed adds neither to the share nor by its size.

    While nobody knows whether it counts, what it would add is unknown too; nothing stays nothing.
    """
    verdict = indicator(c, SIGNING_INDICATOR)
    if verdict.result == FAILS:
        return found(0.0, "新签约不计入，合同额不进考核", [deciding_rule(c, verdict)])
    if verdict.result == OPEN and (finding.value is None or finding.value.high > 0):
        why = f"{finding.why}，但新签约是否计入待核"
        question = c.context.config.rule(verdict.rules[0]).question
        return missing(why, question, [*finding.evidence, deciding_rule(c, verdict)])
    return finding


def dilution(c: Candidate) -> Interval:
    """What a non-manufacturing ticket takes from the axis: v × t/(1−t) × ticket, half for mixed.

    Nothing while the ticket is unknown, except that the low end then falls to the axis' floor.
    """
    share = {True: 0.0, "mixed": 0.5, False: 1.0}[c.match.node.mfg]
    if share == 0 or not c.context.share_gap_open:
        return Interval(centre=0, low=0, high=0)
    if c.project.ticket_yi is None:
        return Interval(centre=0, low=0, high=1)
    config = c.context.config.kpi
    price = kpi.price_of_other(config.targets.mfg_share_contract)
    loss = share * config.marginal_value.mfg_contract_per_yi * price * c.project.ticket_yi
    return Interval(centre=loss, low=loss, high=loss)
