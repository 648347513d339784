"""chains.yaml: industrial chains, their nodes, GB/T 4754 codes and words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from common.strict_yaml import StrictModel
from matching.config.values import (
    AtLeastOne,
    Code,
    ConfigFile,
    Id,
    Share,
    Status,
)

Mfg = Literal[True, False, "mixed"]
"""Does a project of the node count as manufacturing (classes C13–C43)?"""
LocalState = Literal["present", "partial", "announced", "gap", "unknown"]
Segment = Literal["up", "mid", "down", "support", "side"]
Term = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
"""A word as it may stand in a text: not empty, no blanks around it."""
NeedLevel = Literal["required", "preferred", "high", "forbidden"]


class Codes(StrictModel):
    """``core`` classes match the node alone, ``adjacent`` ones at half weight."""

    core: list[Code]
    adjacent: list[Code]


class Words(StrictModel):
    """Terms of a node; how they are matched is said in :mod:`matching.fit.vocabulary`.

    ``mid`` ones say the node's thing in words that others use, too.
    """

    strong: list[Term] = []
    mid: list[Term] = []
    weak: list[Term] = []
    neg: list[Term] = []


class Yardstick(StrictModel):
    """A published figure of comparable projects, for plausibility only."""

    what: str
    source: str
    status: Status


class Node(StrictModel):
    """One place (环节) of a chain that an enterprise can fill."""

    id: Id
    name: str
    seg: Segment
    mfg: Mfg
    local: LocalState
    gap_priority: Literal[0, 1, 2, 3]
    codes: Codes
    kw: Words
    needs: dict[Id, NeedLevel] = {}
    gates: list[Id] = []
    flags: list[Id] = []
    synergies: list[Id] = []
    """Chains whose tenants would feed this node or buy from it."""
    yardsticks: list[Yardstick] = []
    note: str = ""

    @property
    def trades(self) -> bool:
        """Whether selling is what its firms do: a core class is wholesale or retail (51 and 52)."""
        return any(code.startswith(("51", "52")) for code in self.codes.core)


class RelocationPressure(StrictModel):
    """How strongly firms of the chain are pushed out of where they are."""

    level: Literal["high", "medium", "low"]
    why: str


class Chain(StrictModel):
    """An industrial chain (产业链)."""

    id: Id
    name: str
    group: Id
    confidence: Share
    """How sure we are that the chain belongs to ``group``."""
    mfg: Mfg | None = None
    parks: list[Id]
    rivals: list[Id] = []
    lead_departments: list[str] = []
    origin_regions: list[str]
    relocation_pressure: RelocationPressure | None = None
    kpi_warning: str = ""
    gates: list[Id] = []
    kw: Words = Words()
    """Words that say the chain, but none of its nodes."""
    nodes: list[Node]


class Group(StrictModel):
    """A slot of the county's chain plan, e.g. the 2 of “2＋3”."""

    name: str
    status: Status


class TableCounts(StrictModel):
    """Rows that a complete code table has, by level."""

    sections: AtLeastOne
    divisions: AtLeastOne
    groups: AtLeastOne
    classes: AtLeastOne


class CodeStandard(StrictModel):
    """The edition of GB/T 4754 that the codes belong to."""

    name: str
    expect: TableCounts
    amendment: str


class BroadCodes(StrictModel):
    """Catch-all classes: a core hit counts as adjacent unless a word of the same node hits too."""

    codes: list[Code]
    status: Status


class MatchFields(StrictModel):
    """Where words are looked for, and how far a hit there is believed (0–1).

    Of an address nothing is ever read, whatever stands here.
    """

    product_list: Share
    main_business: Share = 1.0
    eia_or_filing: Share
    award_reason: Share
    company_name: Share
    news: Share
    profile: Share = 0.5
    business_scope: Share
    address: Share


class ChainsFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.chains/1"

    code_standard: CodeStandard
    value_status: dict[str, Status | Literal["checked"]]
    groups: dict[Id, Group]
    broad_codes: BroadCodes
    match_fields: MatchFields
    chains: list[Chain]

    def nodes(self) -> Iterator[tuple[Chain, Node]]:
        """Every node with its chain, in file order."""
        for chain in self.chains:
            for node in chain.nodes:
                yield chain, node
