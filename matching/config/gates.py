"""gates.yaml: the gates, flags and needs that nodes refer to, and the order of the park checks."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from common.strict_yaml import StrictModel
from matching.config.chains import NeedLevel
from matching.config.values import ConfigFile, Id, NodeRef, Status

OnFail = Literal["block", "flag", "note"]
OnUnknown = Literal["block_until_confirmed", "flag", "note"]


class Gate(StrictModel):
    """A condition on firm, project or park.

    ``nodes`` limits a gate that a whole chain carries; empty means every node of the chain.
    """

    id: Id
    name: str
    nodes: list[NodeRef] = []
    any_of: bool = False
    """True: what it reads are ways to meet it (“A unless B”); else every one must hold."""
    reads: list[Annotated[str, Field(pattern=r"^(park|node|project|firm)\.[a-z][a-z0-9_]*$")]]
    question: str
    on_fail: OnFail
    on_unknown: OnUnknown
    status: Status


class Flag(StrictModel):
    """A remark on a node, and what it does."""

    id: Id
    name: str
    effect: str


class Need(StrictModel):
    """What a node asks of a site, and the park field that answers."""

    id: Id
    name: str
    levels: list[NeedLevel]
    park_field: Id
    on_unknown: OnUnknown


class ParkCheck(StrictModel):
    """One step of judging a firm against a park; the first block ends the pair."""

    id: Literal[
        "prohibited_code", "chemical_park", "utilities", "energy_two_high", "land_or_factory", "intensity"
    ]
    when: str
    on_fail: OnFail
    on_unknown: OnUnknown


class DemandRule(StrictModel):
    """How a demand is worked out when a firm gives only its output."""

    need: Id
    node: NodeRef
    rule: str
    status: Status


class GatesFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.gates/1"

    gates: list[Gate]
    flags: list[Flag]
    needs: list[Need]
    park_checks: list[ParkCheck]
    demand_rules: list[DemandRule]
