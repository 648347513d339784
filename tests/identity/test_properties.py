"""What holds for every set of mentions, against an oracle that shares no code with the resolver."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.identity import identity_at
from db.models import Enterprise
from pipeline.identity import Mention
from tests.identity.build import credit_code, firms, mention, resolve_all

ON_ONE_DATABASE = settings(
    max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
SPELLINGS = ("示例{}（集团）有限公司", "示例{}(集团)有限公司", " 示例{} （集团）有限公司")
# A firm, one of its three names, whether the code is printed, and how the name is spelled.
PRINTED = st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans(), st.sampled_from(SPELLINGS))


@given(printed=st.lists(PRINTED, max_size=14))
@ON_ONE_DATABASE
def test_enterprises_are_the_connected_components(
    db: Session, printed: list[tuple[int, int, bool, str]]
) -> None:
    """Mentions with an equal code or an equal name hang together; nothing else does."""
    db.rollback()
    graph: nx.Graph[int | str] = nx.Graph()
    mentions = []
    for firm, name, coded, spelling in printed:
        one = mention(spelling.format(f"{firm}之{name}"), credit_code(firm) if coded else None)
        mentions.append(one)
        graph.add_edge(one.ref, f"name {firm} {name}")
        if coded:
            graph.add_edge(one.ref, f"code {firm}")
    wanted = {
        frozenset(node for node in part if isinstance(node, int)) for part in nx.connected_components(graph)
    }
    parts: defaultdict[str | None, set[int]] = defaultdict(set)
    for decision in resolve_all(db, *mentions):
        parts[decision.enterprise_id].add(decision.ref)
    assert {frozenset(part) for part in parts.values()} == wanted


WORDS = st.sampled_from(["示例", "示例甲", "示例甲有限公司", "示例乙有限公司", "示例丙股份有限公司"])
CODES = st.none() | st.sampled_from([credit_code(1), credit_code(2), "91990000000000001?"])
MENTIONS = st.builds(
    mention,
    name=WORDS,
    code=CODES,
    short=st.none() | WORDS,
    former=st.lists(WORDS, max_size=2),
    example=st.booleans(),
)


@given(batches=st.lists(st.lists(MENTIONS, min_size=2, max_size=6), min_size=1, max_size=4))
@ON_ONE_DATABASE
def test_codes_decide_whatever_else_the_lists_say(db: Session, batches: list[list[Mention]]) -> None:
    """Over any batches: every mention has a place, one code has one, and no place has two codes.

    A later list may tell whose code an older row's is; the id of that row is the enterprise's from then on.
    """
    db.rollback()
    of_code: defaultdict[str, set[str | None]] = defaultdict(set)
    for batch in batches:
        for one, identity in zip(batch, firms(db, *batch), strict=True):
            assert identity is not None
            if one.uscc and not one.uscc.endswith("?"):
                of_code[one.uscc].add(identity)
    known = identity_at(db)
    places = {code: {known.root(str(one)) for one in found} for code, found in of_code.items()}
    assert all(len(found) == 1 for found in places.values())
    assert len({min(found) for found in places.values()}) == len(places)
    kept = {firm.uscc: {known.root(firm.id)} for firm in db.scalars(select(Enterprise)) if firm.uscc}
    assert kept == places
