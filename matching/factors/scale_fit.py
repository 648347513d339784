"""Whether a project's size is one that the park absorbs (domain guide, 10.2).

Reason: a park that took 2 亿 projects will not carry one of 50 亿. Neither side's size is gathered yet.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, missing
from matching.config.scoring import Factor

NAME = "规模相称"


def judge(_c: Candidate, _own: Factor) -> Finding:
    """Unknown until a project's amount and land are known."""
    return missing("项目投资额和园区已承接规模未知", "计划投资多少亿元、用地多少亩？")
