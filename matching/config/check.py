"""What ties the configuration files together, checked before anything is computed (domain guide §20)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from matching.config.bundle import FILES, READ_ELSEWHERE, Config, load_config
from matching.config.codes import check_code_table, check_manufacturing
from matching.config.problem import Problem
from matching.config.references import check_references
from matching.config.scoring import AXES, FACTORS

OWN_DESKS = ("园区", "招商")
"""Who else answers a pre-review: the park's office and this bureau."""
_PARK_TYPES: dict[str, tuple[type, ...]] = {"number": (int, float), "text": (str,), "yes_no": (bool,)}
_TYPE_WORDS = {"number": "数字", "text": "文字", "yes_no": "true 或 false"}


def load_checked(folder: Path) -> Config:
    """The configuration, refused as a whole when anything in it is wrong.

    Raises:
        UserError: the first error, with the number of further ones.
    """
    config = load_config(folder)
    errors = [problem for problem in check_config(config) if problem.level == "error"]
    if errors:
        raise errors[0].as_error(more=len(errors) - 1)
    return config


def check_config(config: Config, codes: Path | None = None) -> list[Problem]:
    """All problems that no single file shows, errors first.

    Args:
        config: as read by ``load_config``.
        codes: a GB/T 4754-2017 table (CSV with the columns code and level), to look every code up.

    Raises:
        UserError: the code table cannot be read or is incomplete.
    """
    problems = [
        *check_references(config),
        *check_manufacturing(config),
        *(check_code_table(config, codes) if codes else ()),
        *_need_levels(config),
        *_park_forms(config),
        *_parks_and_chains(config),
        *_gates(config),
        *_factors(config),
        *_weights(config),
        *_cooldown(config),
        *_printed_share(config),
        *_place(config),
        *_trips(config),
        *_answers(config),
        *_unknown_files(config),
    ]
    return sorted(problems, key=lambda problem: problem.level != "error")


def _need_levels(config: Config) -> Iterator[Problem]:
    levels = {need.id: need.levels for need in config.gates.needs}
    for chain_index, chain in enumerate(config.chains.chains):
        for index, node in enumerate(chain.nodes):
            for need, level in node.needs.items():
                if need in levels and level not in levels[need]:
                    yield Problem(
                        "error",
                        config.where("chains", "chains", chain_index, "nodes", index, "needs", need),
                        f"需求 {need} 没有 {level} 这一级",
                        f"可用：{'、'.join(levels[need])}",
                    )


def _park_forms(config: Config) -> Iterator[Problem]:
    """Every field in every park, and each value of its field's type (unknown fields: check_references)."""
    for index, park in enumerate(config.parks.parks):
        for field in config.parks.fields:
            if field.id not in park.values:
                yield Problem(
                    "error",
                    config.where("parks", "parks", index, "values"),
                    f"园区 {park.id} 缺少字段 {field.id}（{field.label}）",
                    f"补上 {field.id}: {{v: null, status: unknown}}",
                )
                continue
            value = park.values[field.id].v
            # bool is a kind of int in Python, but true is no number of tonnes
            right_type = isinstance(value, _PARK_TYPES[field.type]) and (
                field.type == "yes_no" or not isinstance(value, bool)
            )
            if value is not None and not right_type:
                yield Problem(
                    "error",
                    config.where("parks", "parks", index, "values", field.id),
                    f"{field.label}应是{_TYPE_WORDS[field.type]}，现在是 {value!r}",
                )


def _parks_and_chains(config: Config) -> Iterator[Problem]:
    """A park that its chain does not name would never be proposed, and the other way round."""
    by_chain = {chain.id: chain.parks for chain in config.chains.chains}
    by_park = {park.id: park.chains for park in config.parks.parks}
    for index, chain in enumerate(config.chains.chains):
        for park in chain.parks:
            if chain.id not in by_park.get(park, [chain.id]):
                yield Problem(
                    "warning",
                    config.where("chains", "chains", index, "parks"),
                    f"产业链 {chain.id} 写了园区 {park}，parks.yaml 的该园区却没有写这条产业链",
                    "两处改成一致",
                )
    for index, (park, chains) in enumerate(by_park.items()):
        for chain_id in chains:
            if park not in by_chain.get(chain_id, [park]):
                yield Problem(
                    "warning",
                    config.where("parks", "parks", index, "chains"),
                    f"园区 {park} 写了产业链 {chain_id}，chains.yaml 的该产业链却没有写这个园区",
                    "两处改成一致",
                )


def _gates(config: Config) -> Iterator[Problem]:
    for key, kind, words in (("gates", "admission", "准入"), ("kpi_gates", "counting", "计数")):
        listed = getattr(config.scoring, key)
        wanted = [rule.id for rule in config.eligibility.rules if rule.kind == kind and rule.gate]
        if set(listed) != set(wanted):
            yield Problem(
                "error",
                config.where("scoring", key),
                f"{key} 与 eligibility.yaml 中 gate: true 的{words}规则不一致",
                f"应为：{'、'.join(wanted)}",
            )


def _weights(config: Config) -> Iterator[Problem]:
    axes = {name: config.scoring.axis(name) for name in AXES}
    total = math.fsum(axis.weight for axis in axes.values())
    if not math.isclose(total, 1):
        yield Problem(
            "error", config.where("scoring", "axes"), f"三个轴的 weight 合计应为 1，现在是 {total:g}"
        )
    for name, axis in axes.items():
        points = math.fsum(factor.w for factor in axis.factors.values())
        if not math.isclose(points, 100):
            yield Problem(
                "error",
                config.where("scoring", "axes", name, "factors"),
                f"{name} 各因素的 w 合计应为 100，现在是 {points:g}",
            )


def _factors(config: Config) -> Iterator[Problem]:
    """Each factor that is built stands on one axis, and nothing else does; w: 0 switches one off."""
    written = [(name, factor) for name in AXES for factor in config.scoring.axis(name).factors]
    absent = [factor for factor in FACTORS if factor not in {one for _, one in written}]
    seen = set[str]()
    for name, factor in written:
        place = config.where("scoring", "axes", name, "factors", factor)
        if factor not in FACTORS:
            fix = (
                f"还没有写的因素：{'、'.join(absent)}"
                if absent
                else "删去，或在 matching/factors/ 加同名文件"
            )
            yield Problem("error", place, f"没有这个因素：{factor}", fix)
        elif factor in seen:
            yield Problem("error", place, f"因素 {factor} 在两个轴里都有", "只留一处")
        seen.add(factor)
    if absent:
        fix = "补上；不用的因素写 w: 0"
        yield Problem("error", config.where("scoring", "axes"), f"缺少因素：{'、'.join(absent)}", fix)


def _cooldown(config: Config) -> Iterator[Problem]:
    trips, scoring = config.trips.constraints.no_repeat_within_days, config.scoring.cooldown_days.recent_touch
    if trips != scoring:
        yield Problem(
            "error",
            config.where("trips", "constraints", "no_repeat_within_days"),
            f"no_repeat_within_days 是 {trips}，scoring.yaml 的 cooldown_days.recent_touch 是 {scoring}",
            "两处改成一致",
        )


def _printed_share(config: Config) -> Iterator[Problem]:
    """The report's own share, recomputed: (signed − largest non-manufacturing) / signed (§4.2)."""
    facts = config.kpi.facts
    signed, printed = facts.signed.yi, facts.mfg_share_contract_pct
    share = 100 * (signed - facts.largest_non_mfg_yi) / signed
    if abs(round(share, 2) - printed) > 1e-9:
        yield Problem(
            "error",
            config.where("kpi", "facts", "mfg_share_contract_pct"),
            f"制造业占比印的是 {printed}%，按签约额 {signed} 亿和非制造业 {facts.largest_non_mfg_yi} 亿"
            f"算得 {share:.2f}%",
            "核对报告原文",
        )


def _place(config: Config) -> Iterator[Problem]:
    for index, fact in enumerate(config.place.facts):
        for position, node in enumerate(fact.nodes):
            if node.split("/")[0] not in fact.chains:
                yield Problem(
                    "error",
                    config.where("place", "facts", index, "nodes", position),
                    f"本地事实 {fact.id} 的环节 {node} 不属于它的 chains",
                    f"chains 现有：{'、'.join(fact.chains)}",
                )


def _trips(config: Config) -> Iterator[Problem]:
    """The coming plan may differ from the printed past, but only on purpose."""
    facts, trips = config.kpi.facts, config.trips
    resident, delegation = trips.classes.resident, trips.classes.delegation
    pairs: list[tuple[tuple[str, ...], float, float]] = [
        (("budget_yuan",), trips.budget_yuan, facts.budget_wan * 10_000),
        (("classes", "resident", "teams"), resident.teams, facts.resident_teams),
        (("classes", "resident", "people"), resident.people, facts.resident_staff),
        (
            ("classes", "delegation", "cost_per_trip_yuan"),
            delegation.cost_per_trip_yuan,
            facts.cost_per_trip_wan * 10_000,
        ),
    ]
    for location, planned, printed in pairs:
        if not math.isclose(planned, printed):
            yield Problem(
                "warning",
                config.where("trips", *location),
                f"{location[-1]} 是 {planned:g}，与 kpi.yaml 所印的 {printed:g} 不同",
                "若是有意的，可不改",
            )


def _answers(config: Config) -> Iterator[Problem]:
    """Who answers the pre-review: known departments and items, each item once."""
    departments = config.eligibility.pre_review_departments.v or []
    allowed = [*(name.split("(")[0].split("（")[0] for name in departments), *OWN_DESKS]
    gates = config.gates
    items = {item.id for item in gates.gates} | {item.id for item in gates.needs}
    items |= {item.id for item in gates.park_checks} | {rule.id for rule in config.eligibility.rules}
    seen: set[str] = set()
    for department, answered in (config.eligibility.pre_review_answers.v or {}).items():
        where: tuple[str | int, ...] = ("pre_review_answers", "v", department)
        if department not in allowed:
            yield Problem(
                "error",
                config.where("eligibility", *where),
                f"pre_review_departments 里没有 {department}",
                f"可用：{'、'.join(allowed)}",
            )
        for index, item in enumerate(answered):
            here = config.where("eligibility", *where, index)
            if item not in items:
                yield Problem(
                    "error", here, f"没有预审事项 {item}", "写 gates.yaml 的准入条件、需求或本文件的规则"
                )
            elif item in seen:
                yield Problem("error", here, f"预审事项 {item} 写了两次", "一项只归一个部门")
            seen.add(item)


def _unknown_files(config: Config) -> Iterator[Problem]:
    known = (*FILES, *READ_ELSEWHERE)
    for path in sorted((*config.folder.glob("*.yaml"), *config.folder.glob("*.yml"))):
        if path.stem not in known or path.suffix != ".yaml":
            yield Problem(
                "warning",
                str(path),
                "不认识这个配置文件，没有读取",
                f"可用的文件：{'、'.join(f'{name}.yaml' for name in known)}",
            )
