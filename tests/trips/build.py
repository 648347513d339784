"""Made-up candidates, judged firms and plans of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.context import Context
from matching.firm import Firm
from matching.judge import judge
from matching.trips.candidates import Booking
from matching.trips.model import Candidate, TripClass, TripPlan
from matching.trips.plan import plan_trips
from tests.matching.build import firm, listing
from tests.matching.conftest import Edit

AREA = ("广州市", "深圳市", "珠海市", "佛山市", "惠州市", "东莞市", "中山市", "江门市", "肇庆市")
QUICK = Edit("trips.yaml", "iterations: 3000", "iterations: 60")
"""What a plan promises holds after a few steps as well."""
FAR = ("上海市", "杭州市", "宁波市", "嘉兴市", "苏州市", "北京市", "济南市", "成都市")


def candidate(
    number: int,
    city: str,
    prize: float,
    *,
    rank: int | None = None,
    booked: str | None = None,
    travels: TripClass = "resident",
    leader_only: str = "",
) -> Candidate:
    """A firm worth ``prize`` in a city."""
    return Candidate(
        enterprise=f"示例企业{number}",
        enterprise_id=f"id-{number}",
        city=city,
        rank=rank,
        chain_name="示例链",
        example=True,
        contact_status="新增",
        chance=prize,
        value=1.0,
        recency=0.0,
        factor=1.0,
        prize=prize,
        countable=False,
        leader_only=leader_only,
        travels=travels,
        why_not="",
        booked=booked,
    )


def week_of(context: Context) -> list[Firm]:
    """Thirty-five firms of the area, ten far away, two that receive leaders only, two nobody can place."""
    firms = [firm(f"示例家居{city}{n}厂有限公司", city=city) for city in AREA for n in range(1, 5)][:35]
    firms += [firm(f"示例家居{city}有限公司", province="浙江省", city=city) for city in FAR]
    firms += [
        firm("示例大集团家居有限公司", city="佛山市", listings=[listing("china500")]),
        firm("示例大集团木业有限公司", city="深圳市", listings=[listing("fortune_global500")]),
        firm("示例无城市家居有限公司", city=None),
        firm("示例某地家居有限公司", city="示例市"),
    ]
    return firms


def plan_of(
    firms: Sequence[Firm],
    context: Context,
    *,
    budget: float = 100_000,
    ranks: Mapping[str, int] | None = None,
    bookings: Sequence[Booking] = (),
) -> TripPlan:
    """The plan of judged firms; without ``ranks`` the twenty first ones by score are the week's list."""
    judged = [judge(one, context) for one in firms]
    if ranks is None:
        order = sorted((item for item in judged if not item.assessment.kept_off), key=lambda item: item.order)
        ranks = {item.assessment.enterprise_id: at for at, item in enumerate(order[:20], start=1)}
    return plan_trips(
        judged,
        {one.id: one for one in firms},
        ranks,
        {booking.enterprise_id: booking for booking in bookings},
        context,
        week="2026-W48",
        data_hash="0" * 64,
        budget_yuan=budget,
    )
