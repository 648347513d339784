"""The words of a ledger: headers of its columns, and what people write for our stages and channels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "企业名称",
        "单位名称",
        "公司名称",
        "对接企业",
        "拜访企业",
        "走访企业",
        "对接单位",
        "客商名称",
        "企业",
    ),
    "uscc": ("统一社会信用代码", "社会信用代码", "信用代码"),
    "on_date": ("对接日期", "日期", "对接时间", "拜访日期", "拜访时间", "走访时间", "走访日期", "联系时间"),
    "channel": ("方式", "对接方式", "联系方式类型", "对接形式"),
    "team": ("小组", "招商小组", "负责小组", "驻点组"),
    "role": ("对方岗位", "岗位", "职务", "对方职务"),
    "stage": ("阶段", "进展阶段", "当前阶段", "项目阶段"),
    "outcome": ("结果", "对接结果", "企业态度"),
    "reason": ("原因", "未成原因", "结果原因"),
    "winner": ("竞品", "竞品县市", "落地竞品"),
    "callback_on": ("约定回访日期", "回访日期", "下次回访"),
}
"""Field → headers it may stand under. No other column is read: names, phones and remarks stay out."""
WEAK: Mapping[str, str] = {
    "时间": "on_date",
    "进展情况": "stage",
    "进展": "stage",
    "名称": "name",
    "客商": "name",
}
"""Headers that mean a field only where no better one stands beside them."""
LABELS: Mapping[str, str] = {field: headers[0] for field, headers in COLUMNS.items()}
FIELDS = tuple(COLUMNS)
SAYING = ("on_date", "stage", "channel", "team", "reason")
"""Without one of these a table of names is no ledger."""
PERSONAL = re.compile("姓名|联系人|电话|手机|联系方式|传真|微信|QQ|邮箱|邮件|E-?mail|身份证|住址", re.I)
"""Headers of columns that are left out whole (domain guide, section 14)."""

STAGE_WORDS: Mapping[str, str] = {
    "电话联系": "已对接",
    "初步对接": "已对接",
    "初步接触": "已对接",
    "已联系": "已对接",
    "对接": "已对接",
    "已走访": "已拜访",
    "走访": "已拜访",
    "拜访": "已拜访",
    "上门拜访": "已拜访",
    "回访": "已回访",
    "实地考察": "来县考察",
    "来访考察": "来县考察",
    "考察": "来县考察",
    "在谈": "洽谈",
    "洽谈中": "洽谈",
    "正在洽谈": "洽谈",
    "预审中": "预审",
    "已签约": "签约",
    "签订合同": "签约",
    "已开工": "开工",
    "在建": "开工",
    "已投产": "投产",
    "已终止": "终止",
    "终止对接": "终止",
}
"""What ledgers write → the stage of coverage.yaml that it names; nothing that could name two stages."""
CHANNEL_WORDS: Mapping[str, str] = {
    "电话": "电话接通",
    "电话沟通": "电话接通",
    "电话联系": "电话接通",
    "上门": "拜访",
    "上门拜访": "拜访",
    "实地拜访": "拜访",
    "走访": "拜访",
    "登门拜访": "拜访",
    "线上": "线上会",
    "视频会议": "线上会",
    "线上会议": "线上会",
    "商会活动": "商会见面",
    "来县考察": "来访",
    "来访考察": "来访",
}
_MEANT = {"stage": STAGE_WORDS, "channel": CHANNEL_WORDS}


@dataclass(frozen=True)
class Vocabulary:
    """Words that coverage.yaml allows, and which reasons need a further column."""

    channels: Sequence[str]
    stages: Sequence[str]
    reasons: Sequence[str]
    reason_needs: Mapping[str, str]
    outcomes: Sequence[str] = ()

    def allowed(self, field: str) -> Sequence[str]:
        """The words that a field may hold, none where it is free."""
        match field:
            case "channel":
                return self.channels
            case "stage":
                return self.stages
            case "reason":
                return self.reasons
            case "outcome":
                return self.outcomes
        return ()

    def word(self, field: str, text: str) -> str | None:
        """The allowed word that a text means, None when it means none.

        Channels that count as no touch (发函) are no words of ours.
        """
        plain = "".join(text.split())
        meant = _MEANT[field].get(plain, plain) if field in _MEANT else plain
        return meant if meant in self.allowed(field) else None

    def needs(self, reason: str | None) -> str | None:
        """The field that a reason asks for besides."""
        return {"winner": "winner", "callback_date": "callback_on"}.get(
            self.reason_needs.get(reason or "", "")
        )
