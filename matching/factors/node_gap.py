"""What a landing would add to the chain here (domain guide, 10.2).

Reason: a link that the county lacks is worth more than the tenth firm of one that it has.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found
from matching.config.scoring import Factor

NAME = "补链缺口"
GAP_PRIORITY_MAX = 3
LOCAL_STATES = {
    "present": "本县已有",
    "partial": "本县部分已有",
    "announced": "本县已签约在谈",
    "gap": "本县空缺",
    "unknown": "本县情况未知",
}


def judge(c: Candidate, _own: Factor) -> Finding:
    """Priority of the node / 3 × how far it is missing here."""
    node, chain = c.match.node, c.match.chain
    value = node.gap_priority / GAP_PRIORITY_MAX * c.context.config.scoring.local_factor.of(node.local)
    why = f"{node.name}：{LOCAL_STATES[node.local]}，补链优先级 {node.gap_priority}/{GAP_PRIORITY_MAX}"
    line = c.context.setting(
        "chains", "chains", chain.id, "nodes", node.id, "local", fact=f"{why}（县级推定）"
    )
    return found(value, why, [line])
