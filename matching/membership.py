"""On which lists a firm stands this week, by itself or through those above it, and whether they count."""

from __future__ import annotations

from dataclasses import dataclass, field

from matching.context import Context
from matching.firm import Firm, Listing
from matching.groups import paths_up
from matching.listing import HOLDS, Standing, edition_due, last_words, standing
from matching.result import Evidence, RuleResult

COUNTS: RuleResult = "计入"
FAILS: RuleResult = "不计入"
OPEN: RuleResult = "待核"
LIST_INDICATOR = "list_firm_new"


@dataclass(frozen=True)
class Finding:
    """A rule's answer. An unknown asks ``question`` (the rule's own where empty)."""

    result: RuleResult
    reason: str
    evidence: list[Evidence] = field(default_factory=list)
    question: str = ""


def own_standing(firm: Firm, context: Context) -> Finding | None:
    """What the firm's own place on a counting list says; None when it has none that stands or may stand."""
    counting, _ = counting_listings(firm, context)
    if current := standing_as("current", counting, context):
        tier = context.config.tier(current.tier)
        return Finding(COUNTS, f"{tier.name} {current.edition} 在榜且在有效期内", [current.evidence])
    if superseded := standing_as("superseded", counting, context):
        tier = context.config.tier(superseded.tier)
        due = edition_due(tier, context.as_of)
        return Finding(
            OPEN,
            f"{tier.name} {superseded.edition} 年在榜；{due} 年榜应已发布，尚未采集",
            [superseded.evidence],
            f"{due} 年{tier.name}是否仍在榜？",
        )
    if announced := standing_as("announced", counting, context):
        tier = context.config.tier(announced.tier)
        return Finding(
            OPEN,
            f"{tier.name} {announced.edition} 只见公示（{announced.published_on}），未见公告",
            [announced.evidence],
            f"{tier.name} {announced.edition} 公告了没有？",
        )
    return None


def counting_path(firm: Firm, context: Context) -> Finding | None:
    """Whether a signing by the firm counts through somebody above it who is on a counting list.

    The listed name is often a group's, so the rule walks down (``subsidiary_counts``: at least
    ``min_share`` held at each of at most ``levels`` steps). A former name is the same legal person. A branch
    is none: its head has to sign. While the parameter waits for confirmation nothing counts for certain,
    and an unknown share is a question, never a pass. None: nobody above is on a list.
    """
    rule = context.config.eligibility.params.subsidiary_counts
    for path in paths_up(firm):
        above = own_standing(path.holder, context)
        if above is None:
            continue
        evidence = [*path.evidence, *above.evidence]
        said = f"{path.told()}；{path.holder.name}：{above.reason}"
        if any(tie.kind == "branch" for tie in path.ties):
            head = next(tie.holder for tie in path.ties if tie.kind == "branch")
            return Finding(OPEN, f"{said}；分公司不是法人", evidence, f"能否由总公司{head.name}签约？")
        if not path.levels:
            return Finding(above.result, said, evidence, above.question)
        if rule.v is None:
            return Finding(OPEN, f"{said}；下属企业是否计入未定", evidence)
        if path.levels > rule.v.levels:
            return Finding(FAILS, f"{said}；隔 {path.levels} 级，超过 {rule.v.levels} 级", evidence)
        low = [share for share in path.shares if share is not None and share < rule.v.min_share]
        if low:
            return Finding(FAILS, f"{said}；持股 {low[0]:.0%}，不足 {rule.v.min_share:.0%}", evidence)
        if None in path.shares:
            return Finding(OPEN, f"{said}；持股比例未知", evidence)
        if rule.needs_confirmation:
            return Finding(
                OPEN,
                f"{said}；持股达到 {rule.v.min_share:.0%}，按此计入有待上级确认",
                evidence,
                "下属企业按持股比例计入，上级认不认？",
            )
        return Finding(above.result, f"{said}；持股达到 {rule.v.min_share:.0%}", evidence, above.question)
    return None


def standing_as(wanted: Standing, listings: list[Listing], context: Context) -> Listing | None:
    """The first of the listings that stands so in this week."""
    for listing in listings:
        if standing(context.config.tier(listing.tier), listing, context.as_of) == wanted:
            return listing
    return None


def counting_tiers(context: Context) -> set[str]:
    """Tiers that serve the list indicator; of the 500 lists only those of the set in use."""
    return context.once("counting tiers", lambda: _counting_tiers(context))


def _counting_tiers(context: Context) -> set[str]:
    sets = context.config.eligibility.list_sets
    in_use = context.config.eligibility.list_set_in_use.v
    left_out = {tier for other in sets for tier in other.members} - {
        tier for chosen in sets if chosen.id == in_use for tier in chosen.members
    }
    serving = {tier.id for tier in context.config.lists.tiers if LIST_INDICATOR in tier.counts_for}
    return serving - left_out


def counting_listings(firm: Firm, context: Context) -> tuple[list[Listing], list[Listing]]:
    """Listings that serve the list indicator, and those that would if a parameter were confirmed."""
    serving = counting_tiers(context)
    counting: list[Listing] = []
    doubtful: list[Listing] = []
    for listing in last_words(firm.listings, context.config.tier, context.as_of):
        tier = context.config.tier(listing.tier)
        if tier.id in serving:
            counting.append(listing)
        condition = tier.counts_if_confirmed
        if condition and LIST_INDICATOR in condition.indicators:
            answer = getattr(context.config.eligibility.params, condition.param).v
            if answer is True:
                counting.append(listing)
            elif answer is None:
                doubtful.append(listing)
    return counting, doubtful


def tiers_held(firm: Firm, context: Context) -> set[str]:
    """Tiers of which the firm is a member this week, as far as lists were read."""
    config, day = context.config, context.as_of
    words = last_words(firm.listings, config.tier, day)
    return {word.tier for word in words if standing(config.tier(word.tier), word, day) in HOLDS}


def is_listed(firm: Firm, context: Context, standings: frozenset[Standing]) -> bool:
    """Whether a listing that counts, or would if a parameter were confirmed, stands so this week."""
    config, day = context.config, context.as_of
    counting, doubtful = counting_listings(firm, context)
    return any(standing(config.tier(one.tier), one, day) in standings for one in counting + doubtful)
