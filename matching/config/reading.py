"""reading.yaml: how words in a text become fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from common.strict_yaml import StrictModel
from matching.config.chains import Term
from matching.config.values import Amount, ConfigFile, Share

SAME = ("products", "main_business")
"""Columns that tell the same: of their ``known`` the larger counts, not the sum."""
_ROUNDING = 1e-9
Positive = Annotated[float, Field(gt=0)]


class Strengths(StrictModel):
    """Weight of a word by its list in chains.yaml."""

    strong: Amount
    mid: Amount
    weak: Amount


class RoleFactors(StrictModel):
    """Factor by what a firm does with the thing."""

    make: Amount
    bare: Amount
    operate: Amount
    research: Amount
    service: Amount
    invest: Amount = 0.4
    trade: Amount


class Roles(StrictModel):
    """Factors of nodes that make things, and of those that run or serve something."""

    making: RoleFactors
    serving: RoleFactors
    inherited: Share
    """Times this where the role stands elsewhere in the sentence: A、B、C的生产."""
    shifted: Share
    """Times this where the word behind makes another thing of it: 光伏组件设备."""


class Cues(StrictModel):
    """Words that say the role of what stands beside them."""

    make: list[Term]
    operate: list[Term]
    research: list[Term]
    service: list[Term]
    invest: list[Term] = Field(default_factory=list)
    trade: list[Term]
    exclude: list[Term]
    shift: list[Term]
    blank: list[Term] = Field(default_factory=list)
    """Words that hold a cue and say nothing: 经营活动."""

    def by_role(self) -> Iterator[tuple[str, list[Term]]]:
        """(role, words) in file order."""
        for role in type(self).model_fields:
            yield role, getattr(self, role)


class Reading(StrictModel):
    """How fast belief in a text field (``match_fields`` of chains.yaml) falls behind its beginning."""

    floor: Share
    """Belief that stays however far behind a word stands."""
    half: Positive
    """Characters after which the rest has fallen to a half."""
    known: Share
    """What is known of a firm's trade by this field: the rest of all stays open in the interval."""
    names_products: bool
    """Whether a thing named without a verb is made by the firm: 主要产品:水泥."""


class Fields(StrictModel):
    """The texts of a firm, by the columns of ``lianzhao fit``."""

    name: Reading
    products: Reading
    main_business: Reading
    scope: Reading
    profile: Reading
    eia_or_filing: Reading
    award_reason: Reading
    news: Reading


class Gate(StrictModel):
    """Factor of a manufacturing node by the best role that was read for it."""

    made: Share
    bare: Share
    other: Share
    dealt: Share = 1.0
    """Of the other nodes, where the texts only deal or invest in it."""


class Traders(StrictModel):
    """Names that say trade: they fit a node only by what they make."""

    words: list[Term]
    factor: Share
    made: Share = 1.0
    """Where the texts say that they make it all the same."""


class CodePoints(StrictModel):
    """What a registered GB/T 4754 class adds to a node, in the unit of the words."""

    core: Amount
    adjacent: Amount
    known: Share
    """As ``known`` of a field; all of them sum to 1."""


class Scale(StrictModel):
    """Points to fit, see :mod:`matching.fit.score`."""

    repeat: Share
    """What each further mention of the same word adds, as a part of its points."""
    focus: Amount
    half: Positive
    second: Share
    """What the chain's further nodes add to its best one; its general words count as a node."""
    others: Amount = 0.0
    """What each thing that a business scope says is made adds to all points, known to a chain or not."""
    named: Share = 0.0
    """Least part of the leading points that names a node; below, only the chain is told."""


class ReadingFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.reading/1"

    strength: Strengths
    roles: Roles
    cues: Cues
    fields: Fields
    gate: Gate
    traders: Traders
    codes: CodePoints
    scale: Scale

    @model_validator(mode="after")
    def _all_is_known_at_most(self) -> ReadingFile:
        fields = {name: getattr(self.fields, name).known for name in Fields.model_fields}
        total = sum(fields.values()) - min(fields[name] for name in SAME) + self.codes.known
        if abs(total - 1) > _ROUNDING:
            raise ValueError(
                f"的 fields.*.known 与 codes.known 之和（{'、'.join(SAME)} 只算大的）应是 1，现在是 {total:g}"
            )
        return self
