"""Whether a contract raises the manufacturing share (domain guide, 4.2 and 10.3).

Reason: 37.17 % against 55 %. When the share is reached its points go to the other factors.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found
from matching.config.scoring import Factor
from matching.signing import of_signing

NAME = "制造业项目"


def judge(c: Candidate, _own: Factor) -> Finding | None:
    """1 for manufacturing, 0.5 for mixed nodes, 0 for others; None when the gap is closed."""
    if not c.context.share_gap_open:
        return None
    node = c.match.node
    value = {True: 1.0, "mixed": 0.5, False: 0.0}[node.mfg]
    why = {True: "环节计制造业", "mixed": "环节部分计制造业", False: "环节不计制造业"}[node.mfg]
    line = c.context.setting("chains", "chains", c.match.chain.id, "nodes", node.id, "mfg", fact=why)
    return of_signing(c, found(value, why, [line]))
