"""All configuration files as one immutable bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from common.errors import UserError
from common.hashing import stable_hash
from common.strict_yaml import Document, read_document
from matching.config.chains import Chain, ChainsFile, Node
from matching.config.compliance import ComplianceFile
from matching.config.coverage import CoverageFile
from matching.config.eligibility import EligibilityFile, Rule
from matching.config.gates import Gate, GatesFile
from matching.config.kpi import KpiFile
from matching.config.lists import ListsFile, Tier
from matching.config.parks import Park, ParksFile, Rival
from matching.config.place import PlaceFile
from matching.config.reading import ReadingFile
from matching.config.scoring import ScoringFile
from matching.config.trips import TripsFile
from matching.config.values import ConfigFile

FILES: dict[str, type[ConfigFile]] = {
    "chains": ChainsFile,
    "gates": GatesFile,
    "parks": ParksFile,
    "lists": ListsFile,
    "eligibility": EligibilityFile,
    "kpi": KpiFile,
    "scoring": ScoringFile,
    "trips": TripsFile,
    "coverage": CoverageFile,
    "compliance": ComplianceFile,
    "place": PlaceFile,
    "reading": ReadingFile,
}
"""Model of each file by its name without ``.yaml``; the names are the attributes of :class:`Config`."""

READ_ELSEWHERE = ("gather",)
"""Files of the folder that are none of judging's business."""


class Identified(Protocol):
    """Whatever carries an id."""

    @property
    def id(self) -> str:
        """Unique within its list."""


Item = TypeVar("Item", bound=Identified)


@dataclass(frozen=True)
class Config:
    """The county's knowledge as read from ``folder``.

    ``documents`` (by file name, e.g. ``chains.yaml``) walk a value back to its line.
    ``config_hash`` is over the content of all files: a comment does not change it, a weight does.
    The look-ups raise KeyError, for ids are checked when the bundle is loaded.
    """

    folder: Path
    documents: dict[str, Document[Any]]
    config_hash: str
    chains: ChainsFile
    gates: GatesFile
    parks: ParksFile
    lists: ListsFile
    eligibility: EligibilityFile
    kpi: KpiFile
    scoring: ScoringFile
    trips: TripsFile
    coverage: CoverageFile
    compliance: ComplianceFile
    place: PlaceFile
    reading: ReadingFile

    def chain(self, chain_id: str) -> Chain:
        """The chain of that id."""
        return _find(self.chains.chains, chain_id)

    def node(self, chain_id: str, node_id: str) -> Node:
        """The node of that id in its chain."""
        return _find(self.chain(chain_id).nodes, node_id)

    def gate(self, gate_id: str) -> Gate:
        """The gate of that id."""
        return _find(self.gates.gates, gate_id)

    def park(self, park_id: str) -> Park:
        """The park of that id."""
        return _find(self.parks.parks, park_id)

    def rival(self, rival_id: str) -> Rival:
        """The rival park of that id."""
        return _find(self.parks.rivals, rival_id)

    def tier(self, tier_id: str) -> Tier:
        """The list of that id."""
        return _find(self.lists.tiers, tier_id)

    def rule(self, rule_id: str) -> Rule:
        """The eligibility rule of that id."""
        return _find(self.eligibility.rules, rule_id)

    def where(self, file: str, *location: str | int) -> str:
        """``config/chains.yaml 第 12 行`` for a place in a file (name without ``.yaml``)."""
        document = self.documents[f"{file}.yaml"]
        return f"{document.path} 第 {document.line(*location)} 行"


def load_config(folder: Path) -> Config:
    """Read every file of the folder into its model; what ties the files is checked by ``check_config``.

    Raises:
        UserError: the folder or a file is missing, or a file is no YAML or does not fit its model.
    """
    if not folder.is_dir():
        raise UserError("配置目录不存在", where=str(folder), fix="检查 --config 或环境变量 LIANZHAO_CONFIG")
    documents = {
        f"{name}.yaml": read_document(folder / f"{name}.yaml", model) for name, model in FILES.items()
    }
    models: dict[str, Any] = {name: documents[f"{name}.yaml"].model for name in FILES}
    content = {name: model.model_dump(mode="json") for name, model in models.items()}
    return Config(folder=folder, documents=dict(documents), config_hash=stable_hash(content), **models)


def _find(items: Sequence[Item], wanted: str) -> Item:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
