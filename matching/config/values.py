"""Kinds of value that the configuration files share."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from common.strict_yaml import StrictModel

T = TypeVar("T")

Status = Literal["printed", "confirmed", "public_press", "typical", "inferred", "unknown"]
"""How far a fact is believed: the domain guide's five words, and ``confirmed`` by the bureau or a park."""


def _code(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}", value):
        return value
    raise ValueError(f'行业代码应是加引号的四位数字，如 "0399"，现在是 {value!r}')


def _day(value: str) -> str:
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", value)
    if match:
        year, month, day = (int(part) if part else 1 for part in match.groups())
        try:
            date(year, month, day)
        except ValueError:
            match = None
    if not match:
        raise ValueError(f'日期应写成 "2023"、"2023-06" 或 "2023-06-30"（加引号），现在是 {value!r}')
    return value


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, BeforeValidator(_code)]
"""GB/T 4754 class: four digits as text, so that 0399 keeps its zero."""
PartialDate = Annotated[str, AfterValidator(_day)]
"""``2023``, ``2023-06`` or ``2023-06-30``, as precise as the source."""
NodeRef = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]
"""``chain/node``."""
Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
AtLeastOne = Annotated[int, Field(ge=1)]


class ConfigFile(StrictModel):
    """Base of the files: each names its schema, so that an old or misplaced file is refused."""

    schema_id: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _names_its_schema(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        if data.get("schema") != cls.schema_id:
            raise ValueError(f"的 schema 应是 {cls.schema_id}，现在是 {data.get('schema')!r}")
        return {key: value for key, value in data.items() if key != "schema"}


class Stated(StrictModel, Generic[T]):
    """A value and how far it is believed. Unknown is a state of its own: null, never 0."""

    v: T | None
    status: Status

    @model_validator(mode="after")
    def _null_means_unknown(self) -> Stated[T]:
        if self.v is None and self.status != "unknown":
            raise ValueError(f"的 v 是 null，status 只能是 unknown，现在是 {self.status}")
        if self.v is not None and self.status == "unknown":
            raise ValueError("已有值，status 不能是 unknown")
        return self
