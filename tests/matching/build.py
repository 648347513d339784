"""Made-up firms with evidence, and the circumstances to judge them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from common.hashing import sha256_hex
from matching.config.bundle import Config
from matching.context import Context, ListRead
from matching.firm import Firm, Known, Listing, Text, Touch
from matching.judge import Judged
from matching.membership import counting_tiers
from matching.result import Assessment, Evidence, Interval, RuleResult

MONDAY = date(2026, 11, 23)
"""Monday of 2026-W48."""
REGION = "广西壮族自治区"


def evidence(fact: str, row: int = 1, day: str = "2026-09-01") -> Evidence:
    return Evidence(
        fact=fact,
        source="示例名录",
        url="https://example.invalid/list",
        snapshot=sha256_hex(fact.encode()),
        row=row,
        date=day,
    )


def known(value: str) -> Known:
    return Known(value, evidence(value))


def listing(tier: str, edition: str = "2026", published_on: str = "2026-09-15") -> Listing:
    return Listing(tier, edition, 88, published_on, evidence(f"{tier} {edition}", day=published_on))


def touch(
    days_ago: int | None,
    *,
    stage: str = "已拜访",
    reason: str | None = None,
    callback_in: int | None = None,
    row: int = 1,
) -> Touch:
    """A ledger row; days count from ``MONDAY``, None is a row without a date."""
    day = None if days_ago is None else MONDAY - timedelta(days=days_ago)
    callback = None if callback_in is None else MONDAY + timedelta(days=callback_in)
    return Touch(day, stage, reason, callback, evidence(f"对接记录：{day}、拜访、{stage}", row))


def firm(
    name: str = "示例家居有限公司",
    *,
    province: str | None = "广东省",
    city: str | None = "佛山市",
    products: str = "全屋定制",
    scope: str = "",
    codes: Sequence[str] = (),
    listings: Sequence[Listing] = (),
    touches: Sequence[Touch] = (),
    chamber: str = "",
    example: bool = False,
) -> Firm:
    """An enterprise; what is empty or None is not known of it."""
    texts = [Text("company_name", name, evidence(f"企业名称：{name}"))]
    texts += [
        Text(field, text, evidence(f"{label}：{text}"))
        for field, label, text in (
            ("product_list", "主营产品", products),
            ("business_scope", "经营范围", scope),
        )
        if text
    ]
    return Firm(
        id=f"id-{name}",
        name=name,
        uscc=None,
        legal_form=True,
        example=example,
        named=evidence(f"企业名称：{name}"),
        province=known(province) if province else None,
        city=known(city) if city else None,
        codes=[known(code) for code in codes],
        texts=texts,
        listings=list(listings),
        chamber=[known(chamber)] if chamber else [],
        touches=list(touches),
    )


def circumstances(
    config: Config,
    *,
    as_of: date = MONDAY,
    lists: Mapping[str, ListRead] | None = None,
    ledger: Evidence | None = None,
) -> Context:
    return Context(config, as_of, lists or {}, ledger)


def whole_lists(config: Config) -> dict[str, ListRead]:
    """Every list that counts, read in full."""
    context = circumstances(config)
    return {tier: ListRead("2026", whole=True, example=False) for tier in counting_tiers(context)}


def rule_of(judged: Judged, rule: str) -> tuple[RuleResult, str]:
    """Result and reason of one eligibility rule."""
    verdict = next(verdict for verdict in judged.assessment.verdicts if verdict.rule == rule)
    return verdict.result, verdict.reason


def indicator_of(judged: Judged, indicator: str) -> tuple[RuleResult, list[str]]:
    """Result of one indicator and the rules that decide it."""
    verdict = next(item for item in judged.assessment.indicators if item.indicator == indicator)
    return verdict.result, verdict.rules


def factor_of(judged: Judged, factor: str) -> Interval:
    """The value of one factor."""
    return next(item.value for item in judged.assessment.contributions if item.factor == factor)


def said(assessment: Assessment) -> str:
    """All reasons and concerns as one text."""
    return "\n".join(statement.text for statement in (*assessment.reasons, *assessment.concerns))
