"""How much money a landing would sign (domain guide, 10.3).

Reason: each 亿 of manufacturing moves the share; v = ``kpi.marginal_value.mfg_contract_per_yi``.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found, missing
from matching.config.scoring import Factor
from matching.result import Interval
from matching.signing import of_signing

NAME = "投资体量"


def judge(c: Candidate, _own: Factor) -> Finding:
    """min(1, v × amount in 亿), or the usual amounts of the chain as an interval."""
    return of_signing(c, _ticket(c))


def _ticket(c: Candidate) -> Finding:
    """While the share gap is open a non-manufacturing ticket earns nothing."""
    config = c.context.config
    worth = config.kpi.marginal_value.mfg_contract_per_yi
    ticket, usual = c.project.ticket_yi, config.scoring.usual_ticket_yi.get(c.match.chain.id)
    question = "计划投资多少亿元？"
    if c.match.node.mfg is False and c.context.share_gap_open:
        why = "制造业占比未达标，非制造业投资额不加分"
        line = c.context.setting("kpi", "targets", "mfg_share_contract", fact=why)
        return found(0.0, why, [line])
    if ticket is not None:
        line = c.context.setting(
            "kpi", "marginal_value", "mfg_contract_per_yi", fact=f"每亿元记 {worth:g}（县级推定）"
        )
        return found(min(1.0, worth * ticket), f"计划投资 {ticket:g} 亿元", [line])
    if usual is None:
        return missing("项目投资额未知", question)
    low, high = (min(1.0, worth * amount) for amount in usual)
    why = f"本链常见投资 {usual[0]:g}–{usual[1]:g} 亿元"
    line = c.context.setting("scoring", "usual_ticket_yi", c.match.chain.id, fact=f"{why}（县级推定）")
    interval = Interval(centre=(low + high) / 2, low=low, high=high)
    return found(interval, why, [line], question)
