"""How well the firm's own words and classes fit the chain (domain guide, 5.3 and 10.2; :mod:`matching.fit`).

Reason: a chain is strengthened by firms that make what the link needs, whatever their size or list.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found
from matching.config.scoring import Factor
from matching.match import evidence_of
from matching.result import Interval

ID = "node_match"
NAME = "环节匹配"
SETTINGS = (
    "reading",
    "chains.match_fields",
    "chains.broad_codes",
    "chains.chains.*.kw",
    "chains.chains.*.nodes.*.kw",
)
"""What decides a match and nothing else."""


def judge(c: Candidate, _own: Factor) -> Finding:
    """The fit that ``lianzhao fit`` prints, in the same words; what is not known of the firm widens it."""
    fit = c.match.fit
    evidence = dict.fromkeys(one for part in c.match.parts for one in evidence_of(part, c.firm))
    value = Interval(centre=fit.centre, low=fit.low, high=fit.high)
    learnt = f"（学了 {c.match.labels} 个标注）" if c.match.labels else ""
    return found(value, c.match.why + learnt, list(evidence), c.match.question)
