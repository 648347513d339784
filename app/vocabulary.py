"""The words of ledgers, as the configuration has them."""

from __future__ import annotations

from matching.config.bundle import Config
from pipeline.ledger import Vocabulary


def vocabulary(config: Config) -> Vocabulary:
    """The words a ledger may use."""
    coverage = config.coverage
    return Vocabulary(
        coverage.touch.counts,
        coverage.stages,
        coverage.outcome_reasons,
        coverage.reason_needs,
        coverage.outcomes,
    )
