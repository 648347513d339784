"""What a name says of another enterprise: a branch's head company, a group's bare name."""

from __future__ import annotations

from pipeline.identity.names import parse
from pipeline.identity.normal import normal_name
from pipeline.names import name_key

SHORTEST_GROUP = 2
"""Characters of a group's bare name; fewer name anybody."""


def head_key(name: str) -> str | None:
    """The key of the company that a branch's name begins with; None where it names no branch.

    示例家居有限公司三江口分公司 is a branch of 示例家居有限公司.
    """
    parsed = parse(normal_name(name))
    if not parsed.branch or not parsed.form or not parsed.normal.endswith(parsed.branch):
        return None
    head = parsed.normal.removesuffix(parsed.branch)
    return name_key(head) if head.endswith("公司") else None


def group_key(name: str) -> str | None:
    """The bare name of a group, as an exchange's short name may print it; None where it names no group.

    示例集团 and 示例集团有限公司 are both 示例.
    """
    parsed = parse(normal_name(name))
    bare = parsed.core.removesuffix("控股")
    if not parsed.group or parsed.branch or "集团" in bare or "股份" in parsed.form:
        return None
    return name_key(bare) if len(bare) >= SHORTEST_GROUP else None
