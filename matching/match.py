"""Which nodes a firm fits, by words and codes (domain guide, section 5.3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from matching.config.chains import Chain, Node
from matching.context import Context
from matching.firm import Firm, Known
from matching.lexicon import Hit
from matching.result import Evidence


@dataclass(frozen=True)
class WordHit:
    """A term found in a text, believed as far as its field is and the text says that the firm makes it.

    ``role`` says what else it does with it (销售, 写明不做 …).
    """

    hit: Hit
    field: str
    value: float
    evidence: Evidence
    role: str = ""


@dataclass
class NodeMatch:
    """A node with what matched it; ``value`` (0–1) is the best single hit."""

    chain: Chain
    node: Node
    words: list[WordHit] = field(default_factory=list)
    code: Known | None = None
    value: float = 0.0

    @property
    def only_scope(self) -> bool:
        """Whether the registered business scope is the only hit."""
        return self.code is None and all(word.field == "business_scope" for word in self.words)

    @property
    def first(self) -> int:
        """Where the earliest of the best hits stands in its text: firms name their main trade first."""
        best = [word for word in self.words if word.value == self.value]
        return min((word.hit.start for word in best), default=0)

    @property
    def strong_terms(self) -> int:
        """Distinct strong terms, for telling equal scores apart."""
        return len({word.hit.term for word in self.words if word.hit.strength == "strong"})


WEAK = 0.5
ADJACENT = 0.5


def main_nodes(firm: Firm, context: Context) -> list[NodeMatch]:
    """The node that stands for the firm in each chain it reaches, best chain first.

    It is the node with the best hit; of equal ones that named first, so that a dyestuff maker which
    also prints 印染 is judged as a dyestuff maker.
    """
    found: dict[str, NodeMatch] = {}
    for match in match_nodes(firm, context):
        found.setdefault(match.chain.id, match)
    return list(found.values())


def match_nodes(firm: Firm, context: Context) -> list[NodeMatch]:
    """All nodes that the firm reaches, best first; empty when no chain is reached."""
    words = _word_hits(firm, context)
    matches: list[NodeMatch] = []
    for chain in context.config.chains.chains:
        nodes = {node.id: NodeMatch(chain, node) for node in chain.nodes}
        for hit in words.get(chain.id, []):
            nodes[hit.hit.node].words.append(hit)
        coded = {node.id: _code(firm, node) for node in chain.nodes}
        reached = context.lexicon.reached(
            [word.hit for word in words.get(chain.id, [])],
            coded_nodes=[node for node, code in coded.items() if code],
        )
        for identity, match in nodes.items():
            _weigh(match, coded[identity], context)
            if match.value > 0 and (reached or match.code):
                matches.append(match)
    return sorted(matches, key=lambda match: (-match.value, match.first, -match.strong_terms))


def _word_hits(firm: Firm, context: Context) -> dict[str, list[WordHit]]:
    found: dict[str, list[WordHit]] = defaultdict(list)
    roles = context.roles
    roles.read(text.text for text in firm.texts)
    for text in firm.texts:
        belief: float = getattr(context.config.chains.match_fields, text.field)
        if belief == 0:
            continue
        for chain, hits in context.lexicon.scan(text.text).items():
            for hit in hits:
                strength = 1.0 if hit.strength == "strong" else WEAK
                making = context.making[chain, hit.node]
                said = roles.said(text.text, hit.start, field=text.field, making=making)
                value = strength * belief * said.share
                found[chain].append(WordHit(hit, text.field, value, text.evidence, said.role))
    return found


def _code(firm: Firm, node: Node) -> Known | None:
    for codes in (node.codes.core, node.codes.adjacent):
        for code in firm.codes:
            if code.value in codes:
                return code
    return None


def _weigh(match: NodeMatch, code: Known | None, context: Context) -> None:
    """Value of a node: core code 1, adjacent 0.5, or the best word; a broad core code needs a word."""
    match.value = max((word.value for word in match.words), default=0.0)
    if code is None:
        return
    match.code = code
    core = code.value in match.node.codes.core
    broad = code.value in context.config.chains.broad_codes.codes and not match.words
    match.value = max(match.value, 1.0 if core and not broad else ADJACENT)
