"""Which part of a configuration decides what, so that a trial works out again only what it changes.

Both hashes cover everything that is not known to be without effect, so a setting that is new is never missed.
"""

from __future__ import annotations

from typing import Any

from common.hashing import stable_hash
from matching.config.bundle import FILES, Config


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
