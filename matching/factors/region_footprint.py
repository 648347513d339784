"""Subsidiaries, customers, suppliers in the region (domain guide, 9).

Reason: who knows the region comes sooner, though a subsidiary may cost the new entry. A firm that sits in the
region itself is no outside investor with a footprint there, and no source of the rest is gathered yet.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, missing
from matching.config.scoring import Factor

NAME = "区内布局"


def judge(c: Candidate, _own: Factor) -> Finding:
    """Unknown, and asked."""
    region = c.context.region
    return missing("区内子公司、客户、供应商未知", f"在{region}有没有子公司、客户或供应商？")
