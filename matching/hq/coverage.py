"""Coverage with its denominator: the enterprises that the rules make eligible, from all lists read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.models import ROLLING, Release
from matching.context import Context
from matching.hq.model import Coverage, CoverageCell, CoverageRow, Excluded, ListState
from matching.judge import Judged
from matching.load import Knowledge
from matching.membership import counting_tiers, tiers_held
from matching.rate import rate
from matching.result import Assessment

NEW_SIGNING = "new_signing"
NO_TIER = "（不在任何已读名单）"
NO_CITY = "（城市未知）"
PARTIAL = "榜单未采全，不列比率"
MADE_UP = "示例数据，不列比率"
NOT_READ = "未采集"


@dataclass(frozen=True)
class _Member:
    firm: Assessment
    tiers: Collection[str]
    touched: bool
    eligible: bool


def coverage(
    judged: Mapping[str, Judged], reached: Collection[str], knowledge: Knowledge, context: Context
) -> Coverage:
    """Touched (``reached``: ids of enterprises) of eligible, by chain, node, list and city."""
    members, excluded = _universe(judged, reached, knowledge, context)
    eligible = [one for one in members if one.eligible]
    partial = _partial(context)
    tiers = context.config.lists.tiers
    chains, nodes = context.config.chains.chains, list(context.config.chains.nodes())

    def row(identity: str, name: str, part: Iterable[_Member], note: str = partial) -> CoverageRow:
        return _row(identity, name, list(part), context, note)

    return Coverage(
        lists=_lists(knowledge.releases, context),
        partial=partial,
        total=row("all", "合计", members),
        by_chain=[
            row(chain.id, chain.name, [one for one in members if one.firm.chain == chain.id])
            for chain in chains
        ],
        by_node=[
            row(
                f"{chain.id}/{node.id}",
                f"{chain.name}·{node.name}",
                [one for one in members if (one.firm.chain, one.firm.node) == (chain.id, node.id)],
            )
            for chain, node in nodes
        ],
        by_tier=[
            row(
                tier.id,
                _tier_name(tier.id, tier.name, context),
                [one for one in members if tier.id in one.tiers],
                _tier_note(tier.id, context),
            )
            for tier in tiers
        ],
        by_city=[row(name, name, part) for name, part in _parts(eligible, _city)],
        cells=_cells(eligible, {tier.id: tier.name for tier in tiers}, context, partial),
        excluded=[Excluded(reason=reason, enterprises=number) for reason, number in excluded.most_common()],
    )


def why_excluded(firm: Assessment) -> str:
    """Why the rules keep an enterprise out of the universe; empty when it is eligible.

    No node, a failed admission rule, or a signing that would not count. What is unknown keeps it in.
    """
    if not firm.chain:
        return "没有对应的产业链环节"
    failed = [one.name for one in firm.verdicts if one.kind == "admission" and one.result == "不计入"]
    if failed:
        return f"准入规则不通过：{failed[0]}"
    signing = next((one for one in firm.indicators if one.indicator == NEW_SIGNING), None)
    if signing and signing.result == "不计入":
        names = {verdict.rule: verdict.name for verdict in firm.verdicts}
        return f"签约不计入：{names.get(signing.rules[0], signing.rules[0])}"
    return ""


def _universe(
    judged: Mapping[str, Judged], reached: Collection[str], knowledge: Knowledge, context: Context
) -> tuple[list[_Member], Counter[str]]:
    members: list[_Member] = []
    excluded: Counter[str] = Counter()
    reference = {tier.id for tier in context.config.lists.tiers if tier.use == ["reference"]}
    for identity, one in judged.items():
        firm = knowledge.firms[identity]
        why = why_excluded(one.assessment)
        if not why and firm.listings and {listing.tier for listing in firm.listings} <= reference:
            why = "只作参照的名单"
        held = tiers_held(firm, context)
        members.append(_Member(one.assessment, held, identity in reached, not why))
        if why and not one.assessment.example:
            excluded[why] += 1
    return members, excluded


def _partial(context: Context) -> str:
    """Why no rate over all lists may be printed."""
    names = {tier.id: tier.name for tier in context.config.lists.tiers}
    missing = [tier for tier in names if tier in counting_tiers(context) and tier not in context.lists]
    cut = [tier for tier, read in context.lists.items() if not read.whole and not read.example]
    made_up = [
        tier for tier in counting_tiers(context) if tier in context.lists and context.lists[tier].example
    ]
    if not (missing or cut or made_up):
        return ""
    return f"{len(set(missing) | set(cut) | set(made_up))} 份{PARTIAL}"


def _tier_note(tier: str, context: Context) -> str:
    read = context.lists.get(tier)
    if read is None:
        return NOT_READ
    if read.example:
        return MADE_UP
    return "" if read.whole else PARTIAL


def _tier_name(tier: str, name: str, context: Context) -> str:
    read = context.lists.get(tier)
    return f"{name}（示例）" if read and read.example else name


def _row(identity: str, name: str, part: Sequence[_Member], context: Context, note: str) -> CoverageRow:
    """Real firms make the rate; only a made-up list is counted by its made-up firms, without a rate."""
    members = [one for one in part if one.firm.example == (note == MADE_UP)]
    made_up = [one for one in part if one.firm.example and one.eligible]
    real = [one for one in members if one.eligible]
    return CoverageRow(
        id=identity,
        name=name,
        members=len(members),
        rate=rate(sum(one.touched for one in real), len(real), context, note),
        open=sum(_open(one.firm) for one in real),
        example_touched=sum(one.touched for one in made_up),
        example_eligible=len(made_up),
    )


def _open(firm: Assessment) -> bool:
    return any(one.indicator == NEW_SIGNING and one.result == "待核" for one in firm.indicators)


def _city(one: _Member) -> str:
    parts = [part for part in (one.firm.province, one.firm.city) if part]
    return "·".join(dict.fromkeys(parts)) if one.firm.city else NO_CITY


def _parts(members: Sequence[_Member], key: Callable[[_Member], str]) -> list[tuple[str, list[_Member]]]:
    """Members by key, the largest real part first."""
    found: defaultdict[str, list[_Member]] = defaultdict(list)
    for one in members:
        found[key(one)].append(one)
    return sorted(found.items(), key=lambda item: (-sum(not one.firm.example for one in item[1]), item[0]))


def _cells(
    members: Sequence[_Member], names: Mapping[str, str], context: Context, partial: str
) -> list[CoverageCell]:
    """Every meeting of chain, node, list and city that has a real firm; a firm on two lists is in both."""
    found: defaultdict[tuple[str, str, str, str], list[_Member]] = defaultdict(list)
    for one in members:
        if one.firm.example:
            continue
        for tier in [tier for tier in names if tier in one.tiers] or [""]:
            found[one.firm.chain_name, one.firm.node_name, names.get(tier, NO_TIER), _city(one)].append(one)
    return [
        CoverageCell(
            chain_name=chain,
            node_name=node,
            tier_name=tier,
            city=city,
            rate=rate(sum(one.touched for one in part), len(part), context, partial),
        )
        for (chain, node, tier, city), part in sorted(found.items())
    ]


def _lists(releases: Sequence[Release], context: Context) -> list[ListState]:
    """Each list of lists.yaml with what was read of it and when it was published."""
    found: defaultdict[str, list[Release]] = defaultdict(list)
    for release in releases:
        if release.tier:
            found[release.tier].append(release)
    states = []
    for tier in context.config.lists.tiers:
        parts, read = found[tier.id], context.lists.get(tier.id)
        editions = sorted({part.edition for part in parts if part.edition != ROLLING})
        states.append(
            ListState(
                tier=tier.id,
                name=tier.name,
                state=_state(tier.id, context),
                editions=("在册" if read else "")
                if not editions
                else editions[-1] + (f" 等 {len(editions)} 个批次" if len(editions) > 1 else ""),
                date=max((part.published_on or part.known_at[:10] for part in parts), default=""),
                entries=sum(part.entries for part in parts),
            )
        )
    return states


def _state(tier: str, context: Context) -> str:
    read = context.lists.get(tier)
    if read is None:
        return NOT_READ
    if read.example:
        return "示例"
    return "采全" if read.whole else "未采全"
