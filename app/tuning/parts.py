"""Which part of a configuration decides what, so that a trial works out again only what it changes.

Everything counts that is not known to be without effect, so a setting that is new is never missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.tuning.trial import differences
from common.hashing import stable_hash
from matching.config.bundle import FILES, Config
from matching.factors import node_settings
from matching.factors.node_match import SETTINGS as TEXT_SETTINGS

WEIGHED = (
    "scoring.axes.*.weight",
    "scoring.axes.*.factors.*.w",
    "scoring.combine",
    "scoring.multipliers",
    "scoring.weekly_list",
    "scoring.evaluation",
)
"""What is applied to drafts afterwards; ``*`` stands for any one step."""


@dataclass(frozen=True)
class Reach:
    """How far a change of the configuration reaches into drafts, weights aside."""

    matches: bool
    """Whether firms may match nodes differently; else only the factors of the nodes themselves change."""
    chains: set[str] | None
    """Chains of which everything has to be judged anew; None for all."""


def all_but_weights(config: Config) -> str:
    """Hash of what drafts are made of: all settings but weights, penalties and the rules of the list."""
    contents = {name: getattr(config, name).model_dump(mode="json") for name in FILES}
    for place in WEIGHED:
        _drop(contents, place.split("."))
    return stable_hash(contents)


def reach_of(before: Config, after: Config) -> Reach:
    """What of the drafts made under ``before`` does not hold under ``after``."""
    changed = [(change.file, *change.steps) for change in differences(before, after)]
    read = [steps for steps in changed if _within(steps, TEXT_SETTINGS)]
    rest = [steps for steps in changed if not _within(steps, (*WEIGHED, *TEXT_SETTINGS, *node_settings()))]
    one_chain = all(steps[:2] == ("chains", "chains") and len(steps) > 2 for steps in rest)
    return Reach(bool(read or rest), {steps[2] for steps in rest} if one_chain else None)


def _within(steps: Sequence[str], places: Sequence[str]) -> bool:
    """Whether a place lies in one of ``places``, or is one."""
    wanted = [place.split(".") for place in places]
    return any(
        len(steps) >= len(one) and all(step in (mine, "*") for mine, step in zip(steps, one, strict=False))
        for one in wanted
    )


def _drop(content: dict[str, Any], steps: Sequence[str]) -> None:
    first, *rest = steps
    for key in list(content) if first == "*" else [first]:
        if rest:
            _drop(content[key], rest)
        else:
            del content[key]
