"""Announcements, filings and environmental notices of more capacity (domain guide, 9).

Reason: the decision for more capacity is taken, the place may not be.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding
from matching.config.scoring import Factor
from matching.signs import finding_of_signs

NAME = "扩产动作"


def judge(c: Candidate, own: Factor) -> Finding:
    """By the newest standing sign, or since when there was none."""
    return finding_of_signs(c, "expansion_action", own)
