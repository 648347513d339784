"""Evaluate our what-if formulas without Excel and without our own arithmetic.

Only what those formulas use: cells of any sheet, + - * / ^, comparisons, and a few functions, each worked
out here from its definition (binomial sums, halving), not by the library that the product uses.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

Value = float | str | bool


def binomial_below(most: float, trials: float, rate: float) -> float:
    """P(X ≤ most) of a binomial, as a sum."""
    n, terms = int(trials), range(int(most) + 1)
    return math.fsum(math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in terms)


def beta_inverse(probability: float, a: float, b: float) -> float:
    """The x at which I_x(a, b) is ``probability``; for whole a, b that is P(Binomial(a+b−1, x) ≥ a)."""
    if b <= 0:
        return math.nan
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        reached = 1 - binomial_below(a - 1, a + b - 1, middle) >= probability
        low, high = (low, middle) if reached else (middle, high)
    return high


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "MAX": lambda *values: max(values),
    "INT": math.floor,
    "IF": lambda condition, yes, no: yes if condition else no,
    "ROUNDUP": lambda value, _digits: math.ceil(value),
    "BINOMDIST": lambda k, n, p, _sum: binomial_below(k, n, p),
    "BETAINV": beta_inverse,
}
SYMBOLS = {"^": "**", "=": "==", "<>": "!="}


class Book:
    """A workbook whose formulas are computed anew; ``change`` sets an input first."""

    def __init__(self, book: Workbook) -> None:
        self._cells: dict[tuple[str, str], Value] = {
            (sheet.title, cell.coordinate): cell.value
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float | str)
        }
        self._known: dict[tuple[str, str], Value] = {}

    def change(self, sheet: str, cell: str, value: float) -> None:
        """Type a value into an input."""
        self._cells[sheet, cell] = value
        self._known.clear()

    def value(self, sheet: str, cell: str) -> Value:
        """What the cell shows after recalculation."""
        key = (sheet, cell)
        if key not in self._known:
            content = self._cells[key]
            formula = isinstance(content, str) and content.startswith("=")
            self._known[key] = self._evaluated(sheet, str(content)) if formula else content
        return self._known[key]

    def _evaluated(self, sheet: str, formula: str) -> Value:
        code = "".join(self._code(sheet, token) for token in Tokenizer(formula).items)
        found: Value = eval(code, {"f": FUNCTIONS, "value": self.value})  # our own formula, in a test
        return found

    def _code(self, sheet: str, token: Token) -> str:
        if token.type == Token.OPERAND:
            if token.subtype == Token.RANGE:
                place, _, cell = token.value.rpartition("!")
                return f"value({place.strip(chr(39)) or sheet!r}, {cell!r})"
            return token.value.capitalize() if token.subtype == Token.LOGICAL else str(token.value)
        if token.type == Token.FUNC:
            return f"f[{token.value[:-1]!r}](" if token.subtype == Token.OPEN else ")"
        return SYMBOLS.get(token.value, str(token.value))
