"""Firms of the same town or chain that moved to comparable parks (domain guide, 9).

Reason: followers follow; earlier arrivals attract later ones. No source of moves is gathered yet.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, missing
from matching.config.scoring import Factor

NAME = "同行已迁"


def judge(c: Candidate, _own: Factor) -> Finding:
    """Unknown, and asked."""
    return missing("同镇同链企业外迁情况尚未采集", f"同行、上下游有没有已迁到{c.context.region}的？")
