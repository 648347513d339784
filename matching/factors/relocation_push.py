"""Announcements and projects of moving (domain guide, 9).

Reason: a firm that must leave its site will look at others. Clearances and bans are not gathered yet.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding
from matching.config.scoring import Factor
from matching.signs import finding_of_signs

NAME = "腾退压力"


def judge(c: Candidate, own: Factor) -> Finding:
    """By the newest standing sign, or since when there was none."""
    return finding_of_signs(c, "relocation_push", own)
