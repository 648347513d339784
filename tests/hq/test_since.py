"""A past week's targets with today's status beside them."""

from __future__ import annotations

from datetime import date

from matching.config.bundle import Config
from matching.context import ListRead
from matching.hq.since import DROPPED, DUE, UNSEEN, status_since
from matching.judge import judge
from tests.hq.build import knows
from tests.matching.build import circumstances, firm, listing, touch

LATER = date(2027, 11, 1)


def test_every_membership_has_its_status_of_today(config: Config) -> None:
    held = ["china500", "china_private500", "china_mfg500", "little_giant", "fortune_global500"]
    listings = [listing(tier) for tier in held[:3]]
    listings += [listing("little_giant", "第四批", "2024-09-01"), listing("fortune_global500")]
    was = firm(listings=listings)
    then = judge(was, circumstances(config)).assessment.model_copy(update={"rank": 1})
    now = firm(
        listings=[listing("china500", "2027", "2027-09-15"), listings[3], listings[4]], touches=[touch(-200)]
    )
    whole, cut = (ListRead("2027", whole=part, example=False) for part in (True, False))
    lists = {"china500": whole, "china_private500": whole, "china_mfg500": cut, "little_giant": cut}
    context = circumstances(config, as_of=LATER, lists=lists)
    [found] = status_since([then], knows([now], []), context)
    said = {tier.tier: standing for tier, standing in zip(then.memberships, found.standings, strict=True)}
    assert (said["china500"].listed, said["china500"].today) == ("中国企业500强 2026", "仍在榜 2027")
    assert (said["china_private500"].today, said["china_private500"].gone) == (DROPPED, True)
    assert (said["china_mfg500"].today, said["china_mfg500"].gone) == (UNSEEN, False)
    assert said["little_giant"].today.startswith("资格已过期")
    assert said["little_giant"].gone
    assert said["fortune_global500"].today == DUE
    assert found.delisted
    assert (found.contact_then, found.contact_today) == ("新增", "续推")


def test_an_enterprise_that_is_nowhere_any_more(config: Config) -> None:
    then = judge(firm(listings=[listing("china500")]), circumstances(config)).assessment
    [found] = status_since([then.model_copy(update={"rank": 1})], knows([], []), circumstances(config))
    assert (found.contact_today, found.standings[0].today) == ("", UNSEEN)
