"""Signs of a firm's plans: expanding, or having to leave. Found, not found, or not looked for.

Several signs of one factor count as the largest decayed one, so that ten reprints of one story are one
sign. Searched and found nothing is not the same as not searched (domain guide, section 9).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Literal

from matching.candidate import Candidate, Finding, decayed, found, missing
from matching.config.scoring import Factor
from matching.context import Context
from matching.firm import SIGNALS, Firm, Signal, SignalKind
from matching.result import Evidence, Interval

SignFactor = Literal["expansion_action", "relocation_push"]
KINDS: dict[SignFactor, Collection[SignalKind]] = {
    "expansion_action": ["expansion", "new_subsidiary", "raised_funds", "land"],
    "relocation_push": ["relocation"],
}
_WORDS: dict[SignFactor, tuple[str, str, str]] = {
    "expansion_action": (
        "扩产迹象",
        "环评、备案、募投、新设子公司等来源",
        "近期有没有扩产、募投或新设子公司的计划？",
    ),
    "relocation_push": (
        "搬迁迹象",
        "工改征收、禁限目录、租约等来源",
        "现厂区有没有工改征收、环保限产或租约到期？",
    ),
}
"""What is looked for, where it would stand, what to ask."""
_SHOWN = 3
_HALF = 0.5
_DISTINCT = 6
"""Characters from which one gist inside another means the same plan; shorter ones fit anything."""


def standing_signals(firm: Firm, factor: SignFactor, context: Context) -> list[Signal]:
    """Signs of the factor known in the week and not given up since, the newest first."""
    known = _known(firm, context)
    signs = [sign for sign in known if sign.kind in KINDS[factor] and _ended_by(sign, known) is None]
    return sorted(signs, key=lambda sign: sign.on_date, reverse=True)


def given_up(firm: Firm, context: Context) -> Signal | None:
    """The newest notice that a plan was ended, changed, put off or withdrawn, while plans are that fresh."""
    fresh = context.config.scoring.factor("expansion_action").half_life_days
    negative = [
        sign
        for sign in _known(firm, context)
        if sign.kind == "negative" and decayed(1.0, sign.on_date, context.as_of, fresh) >= _HALF
    ]
    return max(negative, key=lambda sign: sign.on_date, default=None)


def described(sign: Signal) -> str:
    """``2026-10-20 投资扩产“…”``."""
    return f"{sign.on_date} {SIGNALS[sign.kind]}“{sign.text}”"


def silence(c: Candidate, factor: SignFactor) -> tuple[date, Evidence] | None:
    """Since when the sources that cover the firm would have shown a sign, with a row of what was read."""
    signs, found = c.context.config.scoring.signs, list[tuple[date, Evidence]]()
    for covers in signs.covers:
        reading = c.context.readings.get(covers.source)
        listed = any(listing.tier == covers.tier for listing in c.firm.listings)
        here = c.firm.city is not None and c.firm.city.value in covers.cities
        if covers.factor == factor and reading and (listed or here):
            since = reading.since(c.context.as_of, timedelta(days=signs.gap_days))
            if since:
                found.append((since, reading.seen))
    return min(found, key=lambda one: one[0], default=None)


def finding_of_signs(c: Candidate, factor: SignFactor, own: Factor) -> Finding:
    """At least what is left of the newest sign; more may be true that no source has shown.

    Where the firm is covered, that is at most what would be left of a plan from before the first reading.
    """
    what, where, question = _WORDS[factor]
    signs, quiet, ended = (
        standing_signals(c.firm, factor, c.context),
        silence(c, factor),
        given_up(c.firm, c.context),
    )
    said, evidence = (f"；{described(ended)}", [ended.evidence]) if ended else ("", [])
    if not signs and not quiet:
        read = {covers.source for covers in c.context.config.scoring.signs.covers if covers.factor == factor}
        unread = "没有覆盖这家企业" if read & set(c.context.readings) else "尚未采集"
        return missing(f"{where}{unread}{said}", question, evidence)
    left, unseen = 0.0, 1.0
    if quiet:
        since, seen = quiet
        unseen = decayed(1.0, since, c.context.as_of, own.half_life_days)
        why = f"{since} 起的公开来源里没有这家企业的{what}{said}"
        evidence.append(seen.model_copy(update={"fact": f"{seen.source}已读，{why}"}))
    if signs:
        left = decayed(1.0, signs[0].on_date, c.context.as_of, own.half_life_days)
        why = described(signs[0]) + (f"等 {len(signs)} 条" if signs[1:] else "")
        evidence = [sign.evidence for sign in signs[:_SHOWN]]
    value = Interval(low=left, centre=max(left, own.prior * unseen), high=max(left, unseen))
    return found(value, why, evidence, question)


def _known(firm: Firm, context: Context) -> Sequence[Signal]:
    return [sign for sign in firm.signals if sign.on_date <= context.week_ends]


def _ended_by(sign: Signal, known: Sequence[Signal]) -> Signal | None:
    return next(
        (
            end
            for end in known
            if end.kind == "negative" and end.on_date >= sign.on_date and _same(sign.matter, end.matter)
        ),
        None,
    )


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _DISTINCT and short in long)
