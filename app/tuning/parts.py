"""Which part of a configuration decides what, so that a trial works out again only what it changes.

Both hashes cover everything that is not known to be without effect, so a setting that is new is never missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from common.hashing import stable_hash
from matching.config.bundle import FILES, Config
from matching.context import Context
from matching.firm import Firm
from matching.fit.letters import normalise
from matching.load import Knowledge
from matching.match import NodeMatch, main_nodes
from matching.week import Matches

WITHOUT_WORDS = frozenset(
    {"gates", "parks", "lists", "eligibility", "kpi", "scoring", "trips", "coverage", "compliance", "place"}
)
"""Files in which nothing decides what a text matches."""
OF_A_NODE = frozenset(
    {"name", "local", "gap_priority", "needs", "gates", "flags", "synergies", "yardsticks", "note"}
)
OF_A_CHAIN = frozenset({"name", "group", "confidence", "mfg", "parks", "rivals", "lead_departments",
                        "origin_regions", "relocation_pressure", "kpi_warning", "gates"})  # fmt: skip
OF_THE_FILE = frozenset({"code_standard", "value_status", "groups"})
"""Keys of chains.yaml in which nothing decides what a text matches."""
SPELLINGS = ("strong", "mid", "weak", "neg")


def all_but_weights(config: Config) -> str:
    """Hash of what drafts are made of: all settings but weights, penalties and the rules of the list."""
    contents = {name: getattr(config, name).model_dump(mode="json") for name in FILES}
    return stable_hash(contents | {"scoring": _drafted(config)})


def changed_chains(before: Config, after: Config) -> set[str] | None:
    """The chains in which alone two configurations differ, weights aside; None when anything else does."""
    contents = []
    for config in (before, after):
        files = {name: getattr(config, name).model_dump(mode="json") for name in FILES if name != "scoring"}
        chains = {chain["id"]: chain for chain in files["chains"].pop("chains")}
        contents.append((files, chains, list(chains)))
    same_rest = stable_hash(contents[0][0]) == stable_hash(contents[1][0])
    same_scoring = stable_hash(_drafted(before)) == stable_hash(_drafted(after))
    if not (same_rest and same_scoring) or contents[0][2] != contents[1][2]:
        return None
    old, new = contents[0][1], contents[1][1]
    return {identity for identity in old if old[identity] != new[identity]}


def _drafted(config: Config) -> dict[str, Any]:
    """scoring.yaml without what is applied to drafts afterwards."""
    scoring = config.scoring.model_dump(mode="json")
    for axis in scoring["axes"].values():
        del axis["weight"]
        for factor in axis["factors"].values():
            del factor["w"]
    for key in ("combine", "multipliers", "weekly_list", "evaluation"):
        del scoring[key]
    return scoring


def words(config: Config) -> str:
    """Hash of what decides which nodes a text matches."""
    return stable_hash(_wording(config))


def rematched(matches: Matches, before: Config, knowledge: Knowledge, context: Context) -> Matches:
    """Matches made under ``before`` brought to the configuration of ``context``.

    A word that was added or taken away changes nothing in a text that does not hold it, so only firms with
    such a text are read again; all of them, when more than spellings changed. The others keep their match
    and get the nodes as they are now.
    """
    config = context.config
    if before is config:
        return matches
    old, new = _wording(before), _wording(config)
    changed = {use[-1] for use in _spellings(old) ^ _spellings(new)}
    whole = stable_hash(_without_spellings(old)) != stable_hash(_without_spellings(new))
    found: dict[str, list[NodeMatch]] = {}
    for identity, firm in knowledge.firms.items():
        if whole or (changed and _holds(firm, changed)):
            if again := main_nodes(firm, context):
                found[identity] = again
        elif identity in matches:
            found[identity] = _rebound(matches[identity], config)
    return found


def rebound(matches: Matches, config: Config) -> Matches:
    """The same matches with the nodes of a configuration of the same wording."""
    return {identity: _rebound(found, config) for identity, found in matches.items()}


def _rebound(matches: Sequence[NodeMatch], config: Config) -> list[NodeMatch]:
    nodes = [(config.chain(match.chain.id), match) for match in matches]
    return [replace(match, chain=chain, node=config.node(chain.id, match.node.id)) for chain, match in nodes]


def _holds(firm: Firm, spellings: set[str]) -> bool:
    texts = [normalise(text.text) for text in firm.texts]
    return any(spelling in text for text in texts for spelling in spellings)


def _wording(config: Config) -> dict[str, Any]:
    contents = {
        name: getattr(config, name).model_dump(mode="json") for name in FILES if name not in WITHOUT_WORDS
    }
    chains = {key: value for key, value in contents["chains"].items() if key not in OF_THE_FILE}
    chains["chains"] = [
        {key: value for key, value in chain.items() if key not in OF_A_CHAIN}
        | {"nodes": [{k: v for k, v in node.items() if k not in OF_A_NODE} for node in chain["nodes"]]}
        for chain in chains["chains"]
    ]
    return contents | {"chains": chains}


def _spellings(wording: dict[str, Any]) -> set[tuple[str, ...]]:
    """Every use of a word: chain, node, strength, and the spelling as texts are searched for it."""
    return {
        (chain["id"], node["id"], kind, normalise(term))
        for chain in wording["chains"]["chains"]
        for node in chain["nodes"]
        for kind in SPELLINGS
        for term in node["kw"][kind]
    }


def _without_spellings(wording: dict[str, Any]) -> dict[str, Any]:
    chains = [
        chain | {"nodes": [node | {"kw": {k: v for k, v in node["kw"].items() if k not in SPELLINGS}}
                           for node in chain["nodes"]]}
        for chain in wording["chains"]["chains"]
    ]  # fmt: skip
    return wording | {"chains": wording["chains"] | {"chains": chains}}
