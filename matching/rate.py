"""k of n with its interval, printed only where it may be."""

from __future__ import annotations

from matching import kpi
from matching.context import Context
from matching.result import Result


class Rate(Result):
    """k of n; ``low`` and ``high`` are a two-sided 95 % Wilson interval.

    ``rate`` is None where it may not be printed (n below the configured minimum, or a partial
    list in the denominator); ``note`` says why.
    """

    k: int
    n: int
    rate: float | None
    low: float | None
    high: float | None
    note: str = ""


def rate(k: int, n: int, context: Context, partial: str = "") -> Rate:
    """k of n with its Wilson interval; no rate below the configured n or over a partial list."""
    least = context.config.scoring.evaluation.min_n_for_rate
    if partial:
        return Rate(k=k, n=n, rate=None, low=None, high=None, note=partial)
    if n < least:
        return Rate(k=k, n=n, rate=None, low=None, high=None, note=f"n<{least}，不列比率")
    low, high = kpi.wilson(k, n)
    return Rate(k=k, n=n, rate=k / n, low=low, high=high)
