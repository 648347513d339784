"""One line of ``benchmarks.fit``: ``… fit_speed WHAT SIZE`` prints CPU seconds and peak memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.fit_data import read_firms
from common.settings import PROJECT_ROOT
from matching.config.bundle import Config
from matching.config.check import load_checked
from matching.fit.explain import in_words, shares
from matching.fit.learn import learn
from matching.fit.parks import placings
from matching.fit.points import Readings
from matching.fit.score import Scorer, make_scorer
from matching.fit.texts import texts_of

CHUNK = 5_000
KEPT = 20_000
"""Firms whose readings are kept in one piece, as ``tune`` keeps those of a universe."""
FIELDS = ("name", "main_business", "scope")
OURS = "ours: nodes × parks, chains, intervals"
READING = "reading and normalising alone"
EXPLAINED = "ours with every reason in words"
LEARNED = "ours, learnt from 2,839 labelled firms"
AGAIN = "ours again with another weight (cached)"
_MB = 1 << 20


@dataclass(frozen=True)
class Job:
    """What a contender works on; rows are drawn with a fixed seed."""

    config: Config
    scorer: Scorer
    size: int

    def chunks(self, many: int = CHUNK) -> Iterator[Mapping[str, list[object]]]:
        """Tables of so many firms, as they come from a file."""
        firms = read_firms(self.scorer.chain_ids).columns(FIELDS)
        drawn = np.random.default_rng(0).integers(0, len(firms["name"]), self.size)
        for at in range(0, self.size, many):
            rows = drawn[at : at + many].tolist()
            yield {field: [column[row] for row in rows] for field, column in firms.items()}


class Clock:
    """CPU seconds of what is timed, without the drawing of rows."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.characters = 0

    def time(self, work: Callable[[], object]) -> object:
        """Run and add its CPU time."""
        started = time.process_time()
        done = work()
        self.seconds += time.process_time() - started
        return done


def _ours(job: Job, clock: Clock) -> None:
    parks = clock.time(lambda: placings(job.config, job.scorer))
    assert parks
    for chunk in job.chunks():
        rows = range(len(chunk["name"]))
        clock.time(lambda chunk=chunk, rows=rows: _scored(job.scorer, chunk, rows))  # type: ignore[misc]


def _scored(scorer: Scorer, chunk: Mapping[str, list[object]], rows: range) -> object:
    fits = scorer.fits(scorer.read(chunk, rows))
    return fits.low, fits.high


def _explained(job: Job, clock: Clock) -> None:
    def work(chunk: Mapping[str, list[object]], rows: range) -> object:
        readings = job.scorer.read(chunk, rows)
        return in_words(shares(readings, job.scorer.fits(readings), job.scorer), job.scorer)

    for chunk in job.chunks():
        clock.time(lambda chunk=chunk: work(chunk, range(len(chunk["name"]))))  # type: ignore[misc]


def _learned(job: Job, clock: Clock) -> None:
    firms = read_firms(job.scorer.chain_ids)
    model = learn(job.scorer, firms.columns(FIELDS), firms.grades)

    def work(chunk: Mapping[str, list[object]], rows: range) -> object:
        readings = job.scorer.read(chunk, rows)
        return model.apply(job.scorer.fits(readings), readings, chunk, rows)

    for chunk in job.chunks():
        clock.time(lambda chunk=chunk: work(chunk, range(len(chunk["name"]))))  # type: ignore[misc]


def _reading(job: Job, clock: Clock) -> None:
    def work(chunk: Mapping[str, list[object]]) -> object:
        texts = texts_of(chunk, range(len(chunk["name"])))
        clock.characters += len(texts.codes) - len(texts.row) + 1
        return texts

    for chunk in job.chunks():
        clock.time(lambda chunk=chunk: work(chunk))  # type: ignore[misc]


def _again(job: Job, clock: Clock) -> None:
    readings: list[Readings] = [
        job.scorer.read(chunk, range(len(chunk["name"]))) for chunk in job.chunks(KEPT)
    ]
    strength = job.config.reading.strength.model_copy(update={"strong": 2.5})
    changed = Scorer(
        job.config.chains, job.config.reading.model_copy(update={"strength": strength}), job.scorer.vocabulary
    )
    clock.time(lambda: [changed.fits(each).fit for each in readings])


def _chain_words(job: Job) -> dict[str, list[str]]:
    return {
        chain.id: [word for node in chain.nodes for word in (*node.kw.strong, *node.kw.mid, *node.kw.weak)]
        for chain in job.config.chains.chains
    }


def _frames(job: Job) -> Iterator[pd.Series[str]]:
    for chunk in job.chunks():
        yield pd.DataFrame(chunk).fillna("").agg("。".join, axis=1)


def _apply(job: Job, clock: Clock) -> None:
    words = _chain_words(job)
    for texts in _frames(job):
        clock.time(
            lambda texts=texts: texts.apply(  # type: ignore[misc]
                lambda text: [sum(word in text for word in mine) for mine in words.values()]
            )
        )


def _partial_ratio(job: Job, clock: Clock) -> None:
    words = _chain_words(job)
    for texts in _frames(job):
        clock.time(
            lambda texts=texts: texts.apply(  # type: ignore[misc]
                lambda text: [max(fuzz.partial_ratio(word, text) for word in mine) for mine in words.values()]
            )
        )


def _tfidf(job: Job, clock: Clock) -> None:
    queries = [" ".join(words) for words in _chain_words(job).values()]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True)
    first = next(_frames(job))
    vectorizer.fit([*first, *queries])
    chains = vectorizer.transform(queries)
    for texts in _frames(job):
        clock.time(lambda texts=texts: vectorizer.transform(texts) @ chains.T)  # type: ignore[misc]


CONTENDERS: dict[str, int] = {
    OURS: 10_000_000,
    READING: 10_000_000,
    EXPLAINED: 10_000_000,
    LEARNED: 10_000_000,
    AGAIN: 1_000_000,
    "pandas.apply, keyword in text": 20_000,
    "char TF-IDF cosine": 20_000,
    "pandas.apply, rapidfuzz partial_ratio": 5_000,
}
"""Largest size that each is given; what is left out is slower by the factor seen below it."""
_WORK = dict(
    zip(
        CONTENDERS,
        (_ours, _reading, _explained, _learned, _again, _apply, _tfidf, _partial_ratio),
        strict=True,
    )
)


def main(name: str, size: int) -> None:
    """Measure one contender."""
    config = load_checked(PROJECT_ROOT / "config")
    job, clock = Job(config, make_scorer(config.chains, config.reading), size), Clock()
    _WORK[name](job, clock)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB
    print(json.dumps({"seconds": clock.seconds, "peak_gb": peak, "characters": clock.characters / size}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
