"""How well the firm's own words and codes fit the node (domain guide, 5.3 and 10.2).

Reason: a chain is strengthened by firms that make what the link needs, whatever their size or list.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found
from matching.config.scoring import Factor

NAME = "环节匹配"
FIELD_NAMES = {
    "product_list": "主营产品",
    "company_name": "企业名称",
    "business_scope": "经营范围",
    "eia_or_filing": "环评或备案",
    "award_reason": "认定领域",
    "news": "新闻",
}


def judge(c: Candidate, _own: Factor) -> Finding:
    """Value of the node's match, with each field that spoke and its words."""
    why, evidence = [], []
    if c.match.code:
        why.append(f"行业代码 {c.match.code.value}")
        evidence.append(c.match.code.evidence)
    for field in dict.fromkeys(word.field for word in sorted(c.match.words, key=lambda word: -word.value)):
        words = [word for word in c.match.words if word.field == field]
        terms = "、".join(dict.fromkeys(f"“{word.hit.term}”{_role(word.role)}" for word in words))
        why.append(f"{FIELD_NAMES[field]}命中{terms}")
        evidence += dict.fromkeys(word.evidence for word in words)
    return found(c.match.value, "；".join(why), evidence)


def _role(role: str) -> str:
    return f"（{role}）" if role else ""
