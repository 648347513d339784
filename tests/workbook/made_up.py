"""A made-up week, the size and wording of a real one; every firm is 示例…."""

from __future__ import annotations

from matching.rate import Rate
from matching.report import KpiPage, LedgerAudit, NodeGap, Plan, SourceStatus, WeekReport
from matching.result import (
    Assessment,
    Contribution,
    Evidence,
    Gate,
    IndicatorVerdict,
    Interval,
    Membership,
    Removed,
    RuleResult,
    Statement,
    Verdict,
)

SNAPSHOT = "a3f1c2d4e5b697887766554433221100ffeeddccbbaa99887766554433221100"
CHAINS = [
    ("textile_dyeing", "纺织印染", "dyeing_finishing", "染整", "三江口节能环保生态产业园"),
    ("wood_home", "木材精深加工与家居", "panel", "人造板", "示例工业园"),
    ("calcium_building", "碳酸钙与建材", "powder", "重质碳酸钙粉体", ""),
    ("recycling", "再生资源", "metal", "废金属回收加工", "示例循环经济园"),
]
CITIES = [("广东省", "中山市"), ("广东省", "佛山市"), ("浙江省", "绍兴市"), ("江苏省", None), (None, None)]


def evidence(source: str = "示例环评公示", row: int = 12, example: bool = True) -> Evidence:
    return Evidence(
        fact="年产印染布 1 亿米技改项目受理公示",
        source=source,
        url="https://example.invalid/notices/2026/11/eia-20261102-0042.html",
        snapshot=SNAPSHOT,
        row=row,
        date="2026-11-02",
        example=example,
    )


def interval(centre: float, spread: float = 0.15) -> Interval:
    return Interval(centre=centre, low=max(centre - spread, 0), high=min(centre + spread, 1))


def reasons() -> list[Statement]:
    profile = evidence("示例项目介绍", 31)
    return [
        Statement(
            text="2026-11-02 公示年产 1 亿米印染技改，正在找新的排污指标与厂房。",
            place=False,
            evidence=[evidence()],
        ),
        Statement(
            text="本县有缫丝企业 7 家、鲜茧 2 万吨，可就近供应其桑蚕丝面料染整；"
            "竞品县的数据日期未注，不作比较。",
            place=True,
            evidence=[profile],
        ),
        Statement(
            text="三江口节能环保生态产业园工业用水 1.3 元/吨，园区码头可靠泊 1000 吨级船舶"
            "（示例项目介绍，2026-11-02）。",
            place=True,
            evidence=[profile],
        ),
    ]


def gates(park: str) -> list[Gate]:
    return [
        Gate(
            gate="requires_park_eia_dyeing",
            name="园区规划环评允许印染",
            state="待园区确认",
            reason="园区规划环评文件未取得",
            question="规划环评与准入清单是否允许该染整工序？",
        ),
        Gate(
            gate="wastewater_quota_known",
            name="印染污水余量与指标已知",
            state="有条件",
            reason="按年产 1 亿米约需 4384 吨/日，余量未知",
            question="污水厂剩余多少吨/日？",
        ),
        Gate(gate="land", name="用地", state="满足", reason=f"{park}有标准厂房", question=""),
    ]


RULE_NAMES = {
    "active_entity": "登记状态",
    "out_of_region_legal_person": "区外法人",
    "new_entry": "新引进",
    "list_member": "在榜",
    "manufacturing_project": "制造业项目",
    "industry_catalogue": "产业结构调整目录",
}


def verdicts() -> list[Verdict]:
    def verdict(
        rule: str, result: RuleResult, reason: str, question: str = "", counting: bool = True
    ) -> Verdict:
        return Verdict(
            rule=rule,
            name=RULE_NAMES[rule],
            kind="counting" if counting else "admission",
            result=result,
            reason=reason,
            evidence=[evidence("示例工商登记", 3)] if result != "待核" else [],
            question=question,
            indicators=["new_signing"] if counting else [],
        )

    return [
        verdict("active_entity", "计入", "登记状态为存续", counting=False),
        verdict("out_of_region_legal_person", "计入", "登记地为广东省中山市，区外法人"),
        verdict(
            "new_entry",
            "待核",
            "集团在本市是否已有公司未知",
            "集团在本县、本市、本区是否已有公司或签约项目？",
        ),
        verdict("list_member", "不计入", "小巨人证书已于 2025-08 到期，未见复核结果"),
        verdict("manufacturing_project", "计入", "主产品属 C1713 棉印染精加工"),
        verdict("industry_catalogue", "待核", "工艺规模未知", "产品、工艺、规模对照目录属哪一类？", False),
    ]


def contributions() -> list[Contribution]:
    rows = [
        ("node_match", "环节匹配", "fit", 18.2, True, "主营桑蚕丝面料染整，命中环节核心词"),
        ("node_gap", "补链价值", "fit", 6.1, True, "本县染整为缺口，优先级 3"),
        ("park_capacity", "园区承载", "fit", 7.5, False, "蒸汽与污水余量未知，按先验计"),
        ("local_linkage", "本地配套", "fit", 5.2, True, "本县缫丝企业 7 家"),
        ("scale_fit", "规模相称", "fit", 4.1, False, "投资额未知，按先验计"),
        ("expansion_action", "扩产动作", "propensity", 9.4, True, "2026-11-02 环评受理公示"),
        ("relocation_push", "外迁推力", "propensity", 3.0, False, "未见征收或整改公告"),
        ("movability", "行业可移性", "propensity", 4.8, True, "印染业外迁较多"),
        ("list_firm_new", "名单企业", "kpi_value", 3.9, False, "新引进待核"),
        ("mfg_project", "制造业项目", "kpi_value", 4.4, True, "制造业"),
    ]
    return [
        Contribution.model_validate(
            {
                "factor": factor,
                "name": name,
                "axis": axis,
                "points": points,
                "known": known,
                "value": interval(0.6),
                "why": why,
                "evidence": [evidence()] if known else [],
            }
        )
        for factor, name, axis, points, known, why in rows
    ]


def target(number: int, **changes: object) -> Assessment:
    chain, chain_name, node, node_name, park = CHAINS[number % len(CHAINS)]
    province, city = CITIES[number % len(CITIES)]
    fields: dict[str, object] = {
        "rank": number,
        "enterprise": f"示例第{number}印染科技股份有限公司",
        "enterprise_id": f"e{number:04d}",
        "uscc": None,
        "province": province,
        "city": city,
        "example": number % 3 == 0,
        "chain": chain,
        "chain_name": chain_name,
        "node": node,
        "node_name": node_name,
        "park": "park" if park else None,
        "park_name": park,
        "score": interval(0.75 - number / 100),
        "axes": {"fit": interval(0.74, 0.12), "propensity": interval(0.52), "kpi_value": interval(0.66, 0.2)},
        "completeness": 0.71,
        "contact_status": ("新增", "续推", "回访")[number % 3],
        "explore": number % 7 == 0,
        "memberships": [
            Membership(
                tier="little_giant",
                name="专精特新“小巨人”",
                edition="第四批 2022",
                rank=None,
                counts=True,
                evidence=evidence("示例名单"),
            ),
            Membership(
                tier="china_private_mfg500",
                name="中国制造业民营企业500强",
                edition="2025",
                rank=321,
                counts=False,
                evidence=evidence("示例榜单", 321),
            ),
        ],
        "verdicts": verdicts(),
        "indicators": [
            IndicatorVerdict(
                indicator="new_signing",
                name="新签约项目投资总额",
                result="计入",
                rules=["out_of_region_legal_person"],
            ),
            IndicatorVerdict(
                indicator="mfg_share_contract",
                name="新签约制造业占比",
                result="不计入",
                rules=["manufacturing_project"],
            ),
            IndicatorVerdict(
                indicator="list_firm_new",
                name="新引进四类500强与专精特新小巨人",
                result="待核",
                rules=["new_entry", "list_member"],
            ),
        ],
        "gates": gates(park or "示例园区"),
        "reasons": reasons(),
        "concerns": [
            Statement(text="污水余量未知：其年产 1 亿米约需 4384 吨/日。", place=False, evidence=[]),
            Statement(text="主要客户在中山，公路约 4.5 小时。", place=False, evidence=[evidence("示例年报")]),
        ],
        "contributions": contributions(),
        "next_question": "集团在本县、本市、本区是否已有公司或签约项目？",
        "questions": ["集团在本县、本市、本区是否已有公司或签约项目？", "年用蒸汽多少吨？"],
        "signing_entity": "示例印染有限公司（区外法人；需上级确认）",
        "topics": ["集中治污按量计费", "鲜茧就近", "不谈税费返还"],
        "kept_off": [],
    }
    return Assessment.model_validate(fields | changes)


def source(number: int, **changes: object) -> SourceStatus:
    fields: dict[str, object] = {
        "id": f"source_{number}",
        "name": f"示例榜单{number}",
        "publisher": "示例发布单位",
        "status": "ok",
        "entries": 40 + number,
        "snapshot_at": "2026-11-23T06:00:00+08:00",
        "edition": "2025",
        "published_on": "2025-08-28",
        "excerpt": True,
        "example": number % 2 == 0,
        "url": f"https://example.invalid/lists/2025/ranking-of-private-enterprises-{number}.html",
        "snapshots": [SNAPSHOT, SNAPSHOT[::-1], SNAPSHOT[::2] * 2],
        "problems": [],
        "warnings": ["条目少于 500，按摘录处理"],
        "note": "",
    }
    return SourceStatus.model_validate(fields | changes)


def week_report(count: int = 20, **changes: object) -> WeekReport:
    fields: dict[str, object] = {
        "week": "2026-W48",
        "as_of": "2026-11-29",
        "data_hash": "d41d8cd98f00b204e9800998ecf8427e",
        "config_hash": "9e107d9d372bb6826bd81d3542a419d6",
        "list_entries": 1234,
        "enterprises": 987,
        "targets": [target(number) for number in range(1, count + 1)],
        "removed": [
            Removed(
                enterprise=f"示例落选{number}有限公司",
                enterprise_id=f"r{number:04d}",
                chain_name="木材精深加工与家居",
                node_name="人造板",
                score=0.5 - number / 1000,
                reasons=["本县事实不足两条", "合计低于 0.35"],
                example=True,
            )
            for number in range(30)
        ],
        "notes": ["可计入名单目标的只有 4 家，少于 6 家。", "试探名额 3 个，已标“探索”。"],
        "kpi": KpiPage(
            period="2023年上半年",
            share=0.371670,
            share_target=0.55,
            manufacturing_needed=33.7678,
            price_of_other=1.2222,
            list_contacted=34,
            list_landed=0,
            list_target=3,
            landing_upper=0.0843,
            contacts_needed={"0.5%": 855, "1%": 427, "2%": 213, "3.9%": 109, "7.7%": 55},
            trips_affordable=3,
            plan=Plan(basis="全年", total=120, remaining=34.79, manufacturing=34.33, reachable=True),
            region_pace=7.45,
        ),
        "ledger": LedgerAudit(
            rows=120,
            distinct=112,
            duplicates=8,
            matched=90,
            unmatched=15,
            associations=7,
            on_lists=Rate(k=34, n=112, rate=34 / 112, low=0.226, high=0.394),
            never_followed_up=61,
            no_reason=12,
            example=True,
            by_stage={"已对接": 70, "已拜访": 30, "洽谈": 8, "签约": 4},
        ),
        "universe": {
            "世界500强": Rate(k=5, n=20, rate=None, low=None, high=None, note="n<30，不列比率"),
            "专精特新“小巨人”": Rate(k=12, n=400, rate=0.03, low=0.0172, high=0.0517),
        },
        "gaps": [
            NodeGap(
                chain_name=chain_name,
                node_name=node_name,
                local=local,
                gap_priority=3,
                candidates=17,
                touched=2,
                listed=4,
            )
            for (_, chain_name, _, node_name, _), local in zip(
                [*CHAINS, CHAINS[0]], ["present", "partial", "announced", "gap", "unknown"], strict=True
            )
        ],
        "sources": [
            source(1),
            source(2),
            source(3, status="kept", problems=["表头多出一列“备注2”，本次未采用"]),
            source(4, status="missing", snapshot_at=None, published_on=None, snapshots=[], entries=0),
        ],
        "config_files": {"scoring.yaml": SNAPSHOT, "chains.yaml": SNAPSHOT[::-1]},
    }
    return WeekReport.model_validate(fields | changes)
