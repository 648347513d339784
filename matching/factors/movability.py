"""How readily the trade moves at all (domain guide, 9).

Reason: trades differ in how stuck they are (何周倩 and others, 人文地理 2022).
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found, missing
from matching.config.scoring import Factor

NAME = "行业粘性"


def judge(c: Candidate, _own: Factor) -> Finding:
    """The coefficient of the node, else of its chain."""
    chain, settings = c.match.chain.id, c.context.config.scoring.movability
    place = f"{chain}/{c.match.node.id}"
    for kind, key, table in (("nodes", place, settings.nodes), ("chains", chain, settings.chains)):
        if key in table:
            why = f"行业迁移系数 {table[key]:g}"
            line = c.context.setting("scoring", "movability", kind, key, fact=f"{why}（县级推定）")
            return found(table[key], why, [line])
    return missing("该链没有设迁移系数", "行业对现有产地的依赖有多强？")
