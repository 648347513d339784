"""How a paid question ended, whether it counts against the budget, and what a person can do."""

from __future__ import annotations

from typing import Literal

Outcome = Literal[
    "asked",
    "answered",
    "not_found",
    "bad_key",
    "ip_refused",
    "no_credit",
    "busy",
    "refused",
    "unreachable",
    "no_answer",
    "http_error",
    "malformed",
]
"""``asked`` is written before the question goes out and stays if the process dies; ``refused`` is a
code of the provider that we do not know; ``unreachable`` means that no connection came about."""

FREE: frozenset[Outcome] = frozenset({"bad_key", "ip_refused", "no_credit", "busy", "unreachable"})
"""Outcomes that cost nothing: the provider turned us away at the door, or was never reached. All others
count against the budget, because they may be billed: also time-outs, HTTP errors and unknown codes."""

KEPT: frozenset[Outcome] = frozenset({"answered", "not_found"})
"""Outcomes whose answer is archived and need not be bought again."""

WORDS: dict[Outcome, tuple[str, str]] = {
    "bad_key": (
        "不接受密钥或签名",
        "核对密钥是否填对、是否已启用，并核对本机时间（相差 10 分钟以上会被拒）",
    ),
    "ip_refused": ("本机的出口 IP 不在白名单里", "到该平台的后台把本机出口 IP 加入白名单"),
    "no_credit": ("账户余额或次数不足，或没有开通这个接口", "到该平台的后台充值或开通，今天可换一家查询"),
    "busy": ("平台说请求太频繁", "过一会再查"),
    "refused": ("平台没有给出结果", "按平台的说明处理；这一次按已计费算"),
    "unreachable": ("连不上平台", "检查网络、代理和 DNS 后再查"),
    "no_answer": ("没有等到平台完整的回答", "稍后再查；这一次可能已计费"),
    "http_error": ("平台返回了错误页", "稍后再查；这一次可能已计费"),
    "malformed": ("平台的回答读不懂，没有保存", "可能接口已改版，请反馈；这一次可能已计费"),
}
"""What is said of a failed question, and what to do."""
