"""The factors of the three axes: each a value in [0, 1], known or an interval around its prior."""

from matching.factors.base import CONFIRMED, Candidate, Factored, fact_evidence, place_facts
from matching.factors.fit import fit_factors
from matching.factors.kpi_value import dilution, kpi_factors
from matching.factors.propensity import propensity_factors

__all__ = ["CONFIRMED", "Candidate", "Factored", "all_factors", "dilution", "fact_evidence", "place_facts"]


def all_factors(candidate: Candidate) -> list[Factored]:
    """Every factor of the three axes in the order of scoring.yaml."""
    return [*fit_factors(candidate), *propensity_factors(candidate), *kpi_factors(candidate)]
