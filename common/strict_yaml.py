"""YAML read strictly: every mistake is named with file, line, what is wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from common.errors import UserError
from common.hashing import sha256_hex
from common.yaml_fast import read_fast

Model = TypeVar("Model", bound=BaseModel)
Location = Sequence[str | int]


class StrictModel(BaseModel):
    """Base of all configuration models: unknown keys are mistakes, values never change type silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass(frozen=True)
class Document(Generic[Model]):
    """A validated YAML file with the bytes it came from.

    ``nodes`` is the root of the composed nodes, which know where they begin, so that a value can be
    walked back to its line.
    """

    path: Path
    model: Model
    raw: bytes
    nodes: Any

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of the file's bytes."""
        return sha256_hex(self.raw)

    def line(self, *location: str | int) -> int:
        """Line (from 1) of a key or item; an id stands for the list item that carries it."""
        return line_of(self.nodes, location)


def line_of(root: Any, location: Location) -> int:
    """Line (from 1) of ``location`` below a composed node; the deepest part that exists if the rest does not.

    A text step into a list finds the item whose ``id`` is that text.
    """
    line, node = 1, root
    for step in location:
        found = _step(node, step)
        if found is None:
            break
        mark, node = found
        line = mark.line + 1
    return line


def _step(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """Where a key or an item begins, and its node; nodes of PyYAML and of ruamel.yaml are alike."""
    children = node.value if node is not None and isinstance(node.value, list) else []
    if children and isinstance(children[0], tuple):
        return next(((key.start_mark, value) for key, value in children if key.value == step), None)
    if isinstance(step, str):
        return next(((item.start_mark, item) for item in children if _id(item) == step), None)
    return (children[step].start_mark, children[step]) if step < len(children) else None


def _id(node: Any) -> Any:
    found = _step(node, "id")
    return found[1].value if found else None


def read_document(path: Path, model: type[Model]) -> Document[Model]:
    """Read one YAML file into ``model``.

    Raises:
        UserError: the file is missing, no UTF-8, no YAML, or does not fit the model; the message
            is Chinese and names file and line.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UserError("文件读不到", where=str(path), fix="检查文件名和权限") from error
    values, nodes = _parse(path, raw)
    try:
        return Document(path, model.model_validate(values), raw, nodes)
    except ValidationError as error:
        raise _explain(path, nodes, model, error) from error


class _MarkingConstructor(RoundTripConstructor):
    """Says where a value stands that YAML itself cannot build, e.g. the unquoted date 2023-02-30."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise ConstructorError(problem=str(error), problem_mark=node.start_mark) from error


def _parse(path: Path, raw: bytes) -> tuple[Any, Any]:
    """Plain values of the document and the root of its nodes."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UserError("不是 UTF-8 编码", where=f"{path} 第 {line} 行", fix="另存为 UTF-8") from error
    return read_fast(text) or _parse_slowly(path, text)


def _parse_slowly(path: Path, text: str) -> tuple[Any, Any]:
    try:
        yaml = YAML(typ="rt", pure=True)
        yaml.Constructor = _MarkingConstructor
        return _plain(yaml.load(text)), yaml.compose(text)
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError("同一个键写了两次", where=f"{path} 第 {line} 行", fix="删去其中一个") from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise UserError(
            f"有不可见的控制字符（U+{error.character:04X}）", where=f"{path} 第 {line} 行", fix="删去该字符"
        ) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UserError(
            f"YAML 写法有误（{error.problem or '无法解析'}）",
            where=f"{path} 第 {line} 行",
            fix="检查缩进、冒号后的空格、引号和括号是否成对，日期是否加了引号",
        ) from error


def _plain(node: Any) -> Any:
    """Plain Python values of a ruamel tree (strict models accept no subclasses of str or float)."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _explain(path: Path, nodes: Any, model: type[BaseModel], error: ValidationError) -> UserError:
    # A misspelt key also leaves the right one missing: the misspelling is the mistake to show.
    first = next((item for item in error.errors() if item["type"] == "extra_forbidden"), error.errors()[0])
    location = [step for step in first["loc"] if isinstance(step, int) or not step.startswith("function-")]
    name = ".".join(str(step) for step in location) or "文件"
    if first["type"] == "extra_forbidden":
        allowed = _keys_at(model, location[:-1])
        message = "没有这个键" + (f"，可用的键：{'、'.join(allowed)}" if allowed else "，检查拼写")
    else:
        message = _message(first["type"], first.get("ctx", {}), first.get("input"), first["msg"])
    more = len(error.errors()) - 1
    fix = f"另有 {more} 处错误，改好这一处后再查" if more else ""
    return UserError(f"{name} {message}", where=f"{path} 第 {line_of(nodes, location)} 行", fix=fix)


def _keys_at(model: Any, location: Location) -> list[str]:
    """Keys that the model allows at ``location``, by walking its annotations."""
    candidates: list[Any] = [model]
    for step in location:
        following: list[Any] = []
        for kind in candidates:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                field = kind.model_fields.get(str(step))
                following += _parts(field.annotation) if field else []
            else:
                following += [part for arg in get_args(kind) for part in _parts(arg)]
        candidates = following
    models = [kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return sorted({name for kind in models for name in kind.model_fields})


def _parts(annotation: Any) -> list[Any]:
    """The members of a union (also inside Annotated), or the annotation itself."""
    if get_origin(annotation) in {Annotated, Union, UnionType}:
        return [part for arg in get_args(annotation) for part in _parts(arg)]
    return [annotation]


def _message(kind: str, context: dict[str, Any], value: Any, fallback: str) -> str:
    shown = repr(value) if not isinstance(value, dict | list) else "一段内容"
    if kind == "missing":
        return "缺少，必须填写"
    if kind in {"literal_error", "enum"}:
        return f"不能是 {shown}，只能是 {context['expected'].replace(' or ', ' 或 ')}"
    if kind == "value_error":
        return str(context["error"])
    bounds = {
        "greater_than_equal": ("ge", "不能小于"),
        "less_than_equal": ("le", "不能大于"),
        "greater_than": ("gt", "必须大于"),
        "less_than": ("lt", "必须小于"),
    }
    if kind in bounds:
        key, words = bounds[kind]
        return f"{words} {context[key]}，现在是 {shown}"
    wanted = {
        "string": "文字（代码和日期要加引号）",
        "int": "整数",
        "float": "数字",
        "bool": "true 或 false",
        "list": "列表",
        "tuple": "列表",
        "dict": "键值",
        "model": "键值",
    }
    for prefix, words in wanted.items():
        if kind.startswith(prefix) and kind.endswith(("_type", "_parsing")):
            return f"应是{words}，现在是 {shown}"
    if kind == "string_pattern_mismatch":
        return f"写法不对：{shown}，应符合 {context['pattern']}"
    return f"不对：{fallback}"
