"""How results are worded for people, the same on every sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from common.clock import week_end, week_start
from db.models import ROLLING
from matching.rate import Rate
from matching.report import WeekReport
from matching.result import Assessment, Evidence, Interval, Membership, Statement

EXAMPLE = "【示例】"
NOTHING = "—"

RULE_KINDS = {"admission": "准入", "counting": "计数", "stage": "阶段", "notice": "提示"}


def firm_name(name: str, example: bool) -> str:
    """The name, marked when the firm is made up."""
    return EXAMPLE + name if example else name


def place(firm: Assessment) -> str:
    """Province and city as far as known."""
    return "·".join(part for part in (firm.province, firm.city) if part) or "未知"


def mark(firm: Assessment) -> str:
    """新增, 续推 or 回访, with 探索 for an exploration place."""
    return f"{firm.contact_status}·探索" if firm.explore else firm.contact_status


def span(value: Interval) -> str:
    """``0.48–0.79``."""
    return f"{value.low:.2f}–{value.high:.2f}"


def axis_text(value: Interval) -> str:
    """``0.64 (0.48–0.79)`` on two lines, so that no narrow column breaks it elsewhere."""
    return f"{value.centre:.2f}\n({span(value)})"


def source_text(evidence: Evidence) -> str:
    """``来源，日期``, marked when made up."""
    name = firm_name(evidence.source, evidence.example)
    return f"{name}，{evidence.date or '日期未注'}"


def sentence(statement: Statement) -> str:
    """The sentence followed by （来源，日期） for each evidence that it does not name itself."""
    text = statement.text
    unnamed = [e for e in statement.evidence if e.source not in text or e.date not in text]
    sources = "；".join(dict.fromkeys(map(source_text, unnamed)))
    if not sources:
        return text
    stop = "。" if text.endswith("。") else ""
    return f"{text.removesuffix('。')}（{sources}）{stop}"


def trail(evidence: Iterable[Evidence], beside: str = "") -> str:
    """The way back of each evidence, its address on a line of its own.

    Facts that stand ``beside`` it already are not repeated.
    """
    return "\n".join(dict.fromkeys(_step(item, beside) for item in evidence)) or NOTHING


def _step(item: Evidence, beside: str) -> str:
    fact = f"{item.fact}：" if item.fact and item.fact not in beside else ""
    return f"{fact}{source_text(item)}；快照 {item.snapshot[:12]} 第 {item.row} 行\n{item.url}"


def membership_text(member: Membership) -> str:
    """``名单 版次 第 n 名 有效至 2027-09-02``, marked when made up; a register has no edition to name."""
    rank = f"第 {member.rank} 名" if member.rank is not None else ""
    name = firm_name(member.name, member.evidence.example)
    edition = "" if member.edition == ROLLING else member.edition
    return " ".join(part for part in (name, edition, rank, member.state) if part)


def rate_text(rate: Rate) -> str:
    """``34/112 = 30.4 %（95% 区间 22.6–39.4 %）``, or the bare counts with the reason."""
    if rate.n == 0 and rate.note:
        return rate.note
    counts = f"{rate.k}/{rate.n}"
    if rate.rate is None:
        return f"{counts}（{rate.note}）" if rate.note else counts
    text = f"{counts} = {rate.rate:.1%}"
    if rate.low is not None and rate.high is not None:
        text += f"（95% 区间 {rate.low:.1%}–{rate.high:.1%}）"
    return f"{text}；{rate.note}" if rate.note else text


def week_text(week: str) -> str:
    """``2026-W48（2026-11-23 至 2026-11-29）``."""
    return f"{week}（{week_start(week)} 至 {week_end(week)}）"


def footer_text(report: WeekReport, mark: str) -> str:
    """A printed page's footer: what it was made from, its classification mark, its number."""
    # A space after the font size: “&82026” would ask for a font of 82,026 points.
    left = f"{report.week}　数据 {report.data_hash[:8]}　配置 {report.config_hash[:8]}".replace("&", "&&")
    return f"&L&8 {left}&C&8 {mark}&R&8 第 &P 页，共 &N 页"


def warning_text(report: WeekReport) -> str:
    """One plain sentence when made-up data or excerpts stand behind the sheets, else empty."""
    excerpt = any(source.excerpt for source in report.sources)
    made_up = any(_examples(report))
    if not (excerpt or made_up):
        return ""
    parts = ["示例数据（已标示）"] * made_up + ["榜单摘录（不是全榜）"] * excerpt
    return f"注意：本表含{'与'.join(parts)}，不得作为考核依据"


def _examples(report: WeekReport) -> Iterator[bool]:
    yield report.ledger.example
    yield from (source.example for source in report.sources)
    yield from (firm.example for firm in report.removed)
    for firm in report.targets:
        yield firm.example
        yield from (member.evidence.example for member in firm.memberships)
        statements = (*firm.reasons, *firm.concerns)
        trails: list[list[Evidence]] = [
            *(statement.evidence for statement in statements),
            *(verdict.evidence for verdict in firm.verdicts),
            *(part.evidence for part in firm.contributions),
        ]
        yield from (item.example for evidence in trails for item in evidence)
