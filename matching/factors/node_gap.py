"""What a landing would add to the chain here (domain guide, 10.2).

Reason: a link that the county lacks is worth more than the tenth firm of one that it has.
"""

from __future__ import annotations

from matching.candidate import Finding, found
from matching.config.chains import Chain, Node
from matching.context import Context

NAME = "补链缺口"
SETTINGS = (
    "scoring.local_factor",
    "chains.chains.*.nodes.*.local",
    "chains.chains.*.nodes.*.gap_priority",
)
GAP_PRIORITY_MAX = 3
LOCAL_STATES = {
    "present": "本县已有",
    "partial": "本县部分已有",
    "announced": "本县已签约在谈",
    "gap": "本县空缺",
    "unknown": "本县情况未知",
}


def of_node(chain: Chain, node: Node, context: Context) -> Finding:
    """Priority of the node / 3 × how far it is missing here."""
    value = node.gap_priority / GAP_PRIORITY_MAX * context.config.scoring.local_factor.of(node.local)
    why = f"{node.name}：{LOCAL_STATES[node.local]}，补链优先级 {node.gap_priority}/{GAP_PRIORITY_MAX}"
    line = context.setting("chains", "chains", chain.id, "nodes", node.id, "local", fact=f"{why}（县级推定）")
    return found(value, why, [line])
