"""Whether a landing counts as one of the list firms still wanted (domain guide, 8 and 10.3).

Reason: three must land and none has.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found, missing
from matching.config.scoring import Factor
from matching.membership import COUNTS, LIST_INDICATOR, OPEN
from matching.signing import deciding_rule, indicator

NAME = "名单企业"


def judge(c: Candidate, _own: Factor) -> Finding:
    """1 counts, 0 does not or the target is reached, unknown while 待核."""
    verdict = indicator(c, LIST_INDICATOR)
    if not c.context.list_target_open:
        line = c.context.setting("kpi", "targets", "list_firm_new", fact="名单企业目标已完成")
        return found(0.0, "名单企业目标已完成", [line])
    if verdict.result != OPEN:
        value = float(verdict.result == COUNTS)
        return found(value, f"{verdict.result}名单企业", [deciding_rule(c, verdict)])
    question = c.context.config.rule(verdict.rules[0]).question
    return missing("是否计入名单企业待核", question)
