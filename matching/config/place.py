"""place.yaml: dated facts about this county that a reason may cite."""

from __future__ import annotations

from typing import ClassVar, Literal

from common.strict_yaml import StrictModel
from matching.config.values import ConfigFile, Id, NodeRef, PartialDate, Status


class PlaceFact(StrictModel):
    """One fact: it speaks to ``nodes``, or to every node of ``chains`` when ``nodes`` is empty.

    ``links`` is true when it names a local supplier, customer, raw material or tenant.
    """

    id: Id
    text: str
    kind: Literal["tenant", "plan", "signed_theme", "material", "transport", "price", "rival"]
    chains: list[Id]
    nodes: list[NodeRef]
    park: Id | None
    """None: not tied to a park."""
    links: bool
    as_of: PartialDate
    source: str
    status: Status

    def speaks_to(self, chain: str, node: str) -> bool:
        """Whether a firm at this node of this chain may be told the fact."""
        return f"{chain}/{node}" in self.nodes if self.nodes else chain in self.chains


class PlaceFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.place/1"

    facts: list[PlaceFact]
