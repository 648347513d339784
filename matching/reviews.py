"""Who is missing from the list of a review has lost the title (sources.md 2.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matching.firm import Firm, Listing
from matching.listing import gives_title

TIER = "little_giant"
"""The tier whose batches and reviews follow one national calendar."""
YEARS = 3
"""A 小巨人 is reviewed in the third year after its batch, and every third year after a review."""
BATCHES = {f"第{numeral}批": year for year, numeral in enumerate("一二三四五六七八九十", start=2019)}
"""Batch → the year it came out (sources.md 2.5)."""

_Review = tuple[bool, str, str]
"""Made-up or real, region and year."""


def note_lapsed(firms: Iterable[Firm]) -> None:
    """Add a ``lapsed`` listing to every firm whose region's review list was read and does not hold it.

    A review counts for the regions that its rows name. Where the list of a region was not read, nothing
    is added: the title ends by its date.
    """
    everybody = list(firms)
    reviews: dict[_Review, Listing] = {}
    for firm in everybody:
        for listing in firm.listings:
            if listing.tier == TIER and listing.word == "recertified" and listing.region:
                key = _key(listing, listing.region, listing.edition)
                # The last list of the year: until it is out a firm may still be on it.
                if key not in reviews or reviews[key].published_on < listing.published_on:
                    reviews[key] = listing
    for firm in everybody:
        firm.listings += list(_lapsed(firm, reviews))


def _lapsed(firm: Firm, reviews: dict[_Review, Listing]) -> Iterable[Listing]:
    titles = [listing for listing in firm.listings if listing.tier == TIER and gives_title(listing)]
    newest = max((listing.published_on[:4] for listing in titles), default="")
    found: dict[_Review, Listing] = {}
    for title in titles:
        due = _due(title)
        # Who passed, or was recognised anew in that year or later, has not lost the title.
        if due is None or newest >= due or title.region is None:
            continue
        key = _key(title, title.region, due)
        if review := reviews.get(key):
            fact = f"{title.region} {due} 年复核通过名单已采集，没有这家企业（{title.edition}）"
            # No row shows who is missing: the way back leads to the head of the list.
            evidence = review.evidence.model_copy(update={"fact": fact, "row": 1})
            found[key] = replace(review, evidence=evidence, word="lapsed")
    return found.values()


def _key(listing: Listing, region: str, year: str) -> _Review:
    return listing.evidence.example, region, year


def _due(title: Listing) -> str | None:
    """The year of the next review; None where that of the batch is not known."""
    year = int(title.edition) if title.word == "recertified" else BATCHES.get(title.edition)
    return str(year + YEARS) if year else None
