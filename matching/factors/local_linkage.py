"""Named local suppliers, customers, raw material, tenants (domain guide, 10.2).

Reason: what a firm would find here on the first day is what persuades it.
"""

from __future__ import annotations

from matching.candidate import CONFIRMED, Candidate, Finding, fact_evidence, found, missing, place_facts
from matching.config.scoring import Factor
from matching.result import Interval

NAME = "本地配套"
LINKS_CAP = 3


def judge(c: Candidate, own: Factor) -> Finding:
    """Named local links, capped; more of them may be found, so the upper end stays open."""
    links = [fact for fact in place_facts(c.match, c.site, c.context) if fact.links]
    evidence = [fact_evidence(fact, c.context) for fact in links]
    sure = sum(fact.status in CONFIRMED for fact in links)
    question = "本地有哪些可用的供应商、客户或原料？"
    if not sure:
        return missing("没有经确认的本地供应商、客户或原料", question, evidence)
    share = min(sure, LINKS_CAP) / LINKS_CAP
    value = Interval(centre=max(share, own.prior), low=share, high=1.0)
    return found(value, f"经确认的本地配套 {sure} 项，其余未知", evidence, question)
