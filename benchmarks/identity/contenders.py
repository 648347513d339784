"""Who takes part, where it can run, and up to which size."""

from __future__ import annotations

from dataclasses import dataclass

SIZES = ("10k", "100k", "1m")


@dataclass(frozen=True)
class Contender:
    """``function`` is module and name below ``benchmarks.identity``; ``needs`` the package beside ours.

    ``largest`` is the largest size that it is given, ``limit`` says why it stops there.
    """

    key: str
    title: str
    function: tuple[str, str]
    needs: str | None = None
    largest: str = "1m"
    limit: str = ""

    def takes(self, size: str) -> bool:
        """Whether it is given a file of this size."""
        return SIZES.index(size) <= SIZES.index(self.largest)


OURS = "ours"
READING = "reading"
_CANDIDATES = "its candidates at 1m are some 37 million pairs of Python strings"
CONTENDERS = (
    Contender(OURS, "lianzhao", ("ours", "ours")),
    Contender(READING, "lianzhao, reading only", ("ours", "reading")),
    Contender("exact", "exact normalised name", ("strings", "exact")),
    Contender("ratio", "rapidfuzz ratio", ("strings", "ratio"), "rapidfuzz", "100k", _CANDIDATES),
    Contender("w_ratio", "rapidfuzz WRatio", ("strings", "w_ratio"), "rapidfuzz", "100k", _CANDIDATES),
    Contender(
        "jaro_winkler",
        "rapidfuzz Jaro-Winkler",
        ("strings", "jaro_winkler"),
        "rapidfuzz",
        "100k",
        _CANDIDATES,
    ),
    Contender("tfidf", "char TF-IDF + sparse_dot_topn", ("tfidf", "tfidf"), "sparse_dot_topn"),
    Contender(
        "splink_em",
        "Splink, EM-trained",
        ("splinked", "trained_by_em"),
        "splink",
        "100k",
        "the labelled model stands for it",
    ),
    Contender("splink_labelled", "Splink, m from labels", ("splinked", "trained_by_labels"), "splink"),
    Contender(
        "dedupe_io",
        "dedupe.io, active learning",
        ("dedupe_io", "dedupe_io"),
        "dedupe",
        "10k",
        "its makers and users warn of memory from 40,000 records on",
    ),
)


def contender(key: str) -> Contender:
    """By its key."""
    return next(one for one in CONTENDERS if one.key == key)


def peers() -> list[Contender]:
    """Those that run in the peers' environment."""
    return [one for one in CONTENDERS if one.needs]
