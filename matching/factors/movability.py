"""How readily the trade moves at all (domain guide, 9).

Reason: trades differ in how stuck they are (何周倩 and others, 人文地理 2022).
"""

from __future__ import annotations

from matching.candidate import Finding, found, missing
from matching.config.chains import Chain, Node
from matching.context import Context

NAME = "行业粘性"
SETTINGS = ("scoring.movability",)


def of_node(chain: Chain, node: Node, context: Context) -> Finding:
    """The coefficient of the node, else of its chain."""
    settings = context.config.scoring.movability
    place = f"{chain.id}/{node.id}"
    for kind, key, table in (("nodes", place, settings.nodes), ("chains", chain.id, settings.chains)):
        if key in table:
            why = f"行业迁移系数 {table[key]:g}"
            line = context.setting("scoring", "movability", kind, key, fact=f"{why}（县级推定）")
            return found(table[key], why, [line])
    return missing("该链没有设迁移系数", "行业对现有产地的依赖有多强？")
