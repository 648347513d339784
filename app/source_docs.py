"""``python -m app.source_docs`` makes docs/sources.md: catalogue, families, how to add a source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from common.files import write_atomic
from common.settings import PROJECT_ROOT
from crawlers.call import Call, Discover
from crawlers.notices import FAMILIES, Article, Family, Listing, Notices, load_family
from crawlers.season import Season
from crawlers.source import (
    ByAddress,
    Drop,
    Each,
    Edition,
    Expect,
    Keep,
    Source,
    TableShape,
    load_sources,
)

PAGE = PROJECT_ROOT / "docs" / "sources.md"
TEMPLATE = Path(__file__).with_suffix(".md")
MODELS: tuple[type[BaseModel], ...] = (
    Source,
    TableShape,
    ByAddress,
    Expect,
    Season,
    Keep,
    Drop,
    Each,
    Edition,
    Notices,
    Call,
    Discover,
    Family,
    Listing,
    Article,
)
"""Every model whose keys stand in a YAML file of a source or a family."""


def page() -> str:
    """The whole page; the prose comes from the template beside this file."""
    made = {
        "<!-- catalogue -->": _catalogue(),
        "<!-- families -->": _families(),
        "<!-- keys -->": _keys(),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, lines in made.items():
        text = text.replace(mark, "\n".join(lines))
    return text


def key_docs(model: type[BaseModel]) -> dict[str, str]:
    """What each key of a model is for: the docstring below it, else the model's own, else ""."""
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(tree, ast.ClassDef)
    said = {
        before.target.id: inspect.cleandoc(str(after.value.value))
        for before, after in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
    return {
        name: said.get(name) or _elsewhere(model, name, field.annotation)
        for name, field in model.model_fields.items()
    }


def _elsewhere(model: type[BaseModel], name: str, annotation: Any) -> str:
    """Where a key without a docstring of its own is explained, or ""."""
    for part in (annotation, *get_args(annotation)):
        if inspect.isclass(part) and part in MODELS:
            return f"See {part.__name__}."
    return "See above." if f"``{name}``" in (model.__doc__ or "") else ""


def _catalogue() -> Iterator[str]:
    sources = [document.model for document in load_sources().values()]
    yield _row(["id", "name", "publisher", "list", "site", "format", "season", "route"])
    yield _row(["---"] * 8)
    for source in sources:
        yield _row(
            [
                f"`{source.id}`",
                source.name,
                source.publisher,
                source.tier or "–",
                source.family or source.spider,
                source.format,
                _season(source.season),
                _route(source),
            ]
        )
    yield ""
    yield "What is known, and what is not, in the words of each file:"
    yield ""
    for source in sources:
        yield f"- `{source.id}` {' '.join(source.note.split())}"


def _season(season: Season) -> str:
    if not season.spans:
        return season.pace
    return f"{', '.join(season.spans)} {season.pace}, else {season.otherwise}"


def _route(source: Source) -> str:
    if source.example:
        return "sample archive only"
    if source.spider == "registry":
        return "`lianzhao registry`, paid"
    if source.manual:
        return "`lianzhao import`"
    return "crawl or `lianzhao import`"


def _families() -> Iterator[str]:
    used = [document.model.family for document in load_sources().values()]
    yield _row(["family", "sites", "sources", "what is known of it"])
    yield _row(["---"] * 4)
    for path in sorted(FAMILIES.glob("*.yaml")):
        family = load_family(path.stem)
        yield _row([f"`{family.id}`", family.name, str(used.count(family.id)), " ".join(family.note.split())])


def _keys() -> Iterator[str]:
    for model in MODELS:
        yield f"### {model.__name__}"
        yield ""
        yield from inspect.cleandoc(model.__doc__ or "").replace("``", "`").splitlines()
        yield ""
        yield _row(["key", "value", "default", "what it says"])
        yield _row(["---"] * 4)
        docs = key_docs(model)
        for name, field in model.model_fields.items():
            default = "required" if field.is_required() else f"`{_shown(field.default)}`"
            meaning = " ".join(docs[name].replace("``", "`").split())
            yield _row([f"`{name}`", _kind(field.annotation), default, meaning])
        yield ""


def _shown(default: object) -> str:
    if isinstance(default, BaseModel):
        return "{}"
    if isinstance(default, bool):
        return str(default).lower()
    if default is None:
        return "null"
    return str(default) or '""'


def _kind(annotation: Any) -> str:
    """A type as a writer of YAML thinks of it."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(parts[0])
    if origin is Literal:
        return "a field" if len(parts) > 12 else " / ".join(f"`{part}`" for part in parts)
    if origin is list:
        return f"list of {_kind(parts[0])}"
    if origin is dict:
        return f"{_kind(parts[0])} → {_kind(parts[1])}"
    if parts:
        return " or ".join(_kind(part) for part in parts if part is not type(None))
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return f"`{annotation.__name__}`"
    return {str: "text", int: "number", float: "number", bool: "true / false"}.get(annotation, "any")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    write_atomic(PAGE, page().encode("utf-8"))
    print(PAGE)  # noqa: T201
