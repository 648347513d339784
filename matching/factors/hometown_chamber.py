"""Ties of home: an office in a chamber of people from here (domain guide, 9).

Reason: founders invest where they come from (孙斌栋 and others, 地理研究 2022).
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found, missing
from matching.config.scoring import Factor

NAME = "乡情商会"


def judge(c: Candidate, _own: Factor) -> Finding:
    """1 for an office in a chamber whose roster was read; else unknown."""
    if c.firm.chamber:
        member = c.firm.chamber[0]
        return found(1.0, f"商会任职：{member.value}", [member.evidence])
    return missing("籍贯和商会任职未知", "负责人是否广西籍、是否商会会员？")
