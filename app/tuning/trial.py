"""A configuration with changes, made in memory and checked as a file would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.tuning.changes import Change, Operation
from common.errors import UserError
from common.hashing import stable_hash
from matching.config.bundle import FILES, Config
from matching.config.check import check_config

DIGITS = 6
"""Decimals of a weight that was scaled so that its group keeps its sum."""


def with_changes(config: Config, changes: Sequence[Change]) -> Config:
    """A copy of the configuration; its documents stay those of the files on disk.

    Raises:
        UserError: a value does not fit, or the configuration would be refused with it.
    """
    contents = {file: getattr(config, file).model_dump() for file in {change.file for change in changes}}
    for change in changes:
        *steps, last = change.steps
        inner = keys_at(contents[change.file], steps, where=f"config/{change.file}.yaml {change.place}")
        before = inner.get(last)
        if change.operation == "+=":
            inner[last] = [*(before or []), *change.value]
        elif change.operation == "-=":
            inner[last] = [item for item in before or [] if item not in change.value]
        else:
            inner[last] = change.value
    return with_contents(config, contents)


def with_contents(config: Config, contents: Mapping[str, dict[str, Any]]) -> Config:
    """A copy with whole files (name without ``.yaml``) replaced; every check is made again.

    Raises:
        UserError: the configuration would be refused with them.
    """
    models: dict[str, Any] = {}
    for file, content in contents.items():
        try:
            models[file] = FILES[file].model_validate({"schema": FILES[file].schema_id, **content})
        except ValidationError as error:
            first = error.errors()[0]
            raise UserError(
                f"{'.'.join(map(str, first['loc']))} {_wrong(first)}",
                where=config.where(file, *first["loc"]),
                fix="对照该行的键名和取值范围",
            ) from error
    files: dict[str, Any] = {name: getattr(config, name) for name in FILES} | models
    content_hash = stable_hash({name: each.model_dump(mode="json") for name, each in files.items()})
    copy = replace(config, config_hash=content_hash, **models)
    errors = [problem for problem in check_config(copy) if problem.level == "error"]
    if errors:
        raise errors[0].as_error(more=len(errors) - 1)
    return copy


def _wrong(error: ErrorDetails) -> str:
    """What a model refused, in its own words where it has any."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return f"没有这个键，或不能是 {error['input']!r}"


def completed(config: Config, changes: Sequence[Change]) -> list[Change]:
    """The changes with those that must follow: axis weights sum to 1 and points of an axis to 100.

    What the analyst did not name is scaled in proportion, the last one takes what rounding leaves, so that
    one number may be tried alone; groups that are named whole stay as written.
    """
    axes = config.scoring.axes.model_dump()
    weights: dict[tuple[str, ...], float] = {
        ("axes", axis, "weight"): float(axes[axis]["weight"]) for axis in axes
    }
    groups: list[tuple[dict[tuple[str, ...], float], float]] = [(weights, 1.0)]
    for axis, one in axes.items():
        points: dict[tuple[str, ...], float] = {
            ("axes", axis, "factors", name, "w"): float(factor["w"])
            for name, factor in one["factors"].items()
        }
        groups.append((points, 100.0))
    found = list(changes)
    named = {
        change.steps: change.value
        for change in changes
        if change.file == "scoring" and isinstance(change.value, int | float) and change.operation == "="
    }
    for group, wanted in groups:
        here = {steps: float(named[steps]) for steps in group if steps in named}
        others = {steps: value for steps, value in group.items() if steps not in here}
        rest, scale = wanted - sum(here.values()), sum(others.values())
        if not here or not others or scale == 0 or rest < 0 or abs(rest - scale) < 10**-DIGITS:
            continue
        shares = {steps: round(value * rest / scale, DIGITS) for steps, value in others.items()}
        last = max(shares, key=lambda steps: shares[steps])
        shares[last] = round(rest - sum(value for steps, value in shares.items() if steps != last), DIGITS)
        found += [Change("scoring", steps, "=", value) for steps, value in shares.items()]
    return found


def differences(before: Config, after: Config) -> list[Change]:
    """What differs between two configurations, as changes that lead from one to the other."""
    found: list[Change] = []
    for file in FILES:
        old, new = (getattr(config, file).model_dump(mode="json") for config in (before, after))
        found += [Change(file, steps, how, value) for steps, how, value in _differences(old, new, ())]
    return found


def _differences(
    old: Any, new: Any, steps: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Operation, Any]]:
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list):
        one, other = _by_id(old), _by_id(new)
        if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
            for key in one:
                yield from _differences(one[key], other[key], (*steps, key))
            return
        added, gone = [item for item in new if item not in old], [item for item in old if item not in new]
        if [item for item in old if item in new] == [item for item in new if item in old]:
            if added:
                yield steps, "+=", added
            if gone:
                yield steps, "-=", gone
            return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(old.get(key), new.get(key), (*steps, key))
        return
    yield steps, "=", new


def keys_at(content: dict[str, Any], steps: Sequence[str], where: str) -> dict[str, Any]:
    """The dict that ``steps`` lead to, by key or by the id of a list's items.

    Raises:
        UserError: a step leads nowhere; names what is there.
    """
    for step in steps:
        inner = {key: _by_id(part) for key, part in content.items()}
        parts = [key for key, part in inner.items() if isinstance(part, dict)]
        if step not in parts:
            raise UserError(f"没有 {step} 这一级", where=where, fix=f"这一级有：{'、'.join(parts)}")
        content = inner[step]
    return content


def _by_id(part: Any) -> Any:
    if isinstance(part, list) and all(isinstance(item, dict) and "id" in item for item in part):
        return {item["id"]: item for item in part}
    return part
