"""What became of a past week's targets: the week stays as it was, today stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from db.models import ROLLING
from matching.contact import contact_state
from matching.context import Context
from matching.firm import Firm
from matching.hq.model import Since, StandingSince
from matching.listing import last_words, standing, state_text
from matching.load import Knowledge
from matching.membership import tiers_held
from matching.result import Assessment, Membership

STILL = "仍在榜"
DUE = "新版应已发布，尚未采集，待核"
UNSEEN = "已读的部分里没有，未采全，待核"
DROPPED = "新版没有，已掉榜"


def status_since(targets: Sequence[Assessment], knowledge: Knowledge, context: Context) -> list[Since]:
    """Today's standing of each target; ``knowledge`` and ``context`` are today's."""
    found = []
    for target in targets:
        root = knowledge.identity.root(target.enterprise_id)
        firm = knowledge.firms.get(root)
        found.append(
            Since(
                rank=target.rank or 0,
                enterprise=target.enterprise,
                enterprise_id=target.enterprise_id,
                example=target.example,
                contact_then=target.contact_status,
                contact_today=contact_state(firm, context).status if firm else "",
                standings=[_since(one, firm, context) for one in target.memberships],
            )
        )
    return found


def _since(member: Membership, firm: Firm | None, context: Context) -> StandingSince:
    edition = "" if member.edition == ROLLING else f" {member.edition}"
    told, gone = _today(member.tier, firm, context)
    return StandingSince(listed=f"{member.name}{edition}", today=told, gone=gone)


def _today(tier_id: str, firm: Firm | None, context: Context) -> tuple[str, bool]:
    tier = context.config.tier(tier_id)
    words = [] if firm is None else last_words(firm.listings, context.config.tier, context.as_of)
    listing = next((word for word in words if word.tier == tier_id), None)
    if listing is None:
        read = context.lists.get(tier_id)
        return (DROPPED, True) if read and read.whole else (UNSEEN, False)
    state = state_text(tier, listing, context.as_of)
    if firm is not None and tier_id in tiers_held(firm, context):
        due = standing(tier, listing, context.as_of) == "superseded"
        edition = "" if listing.edition == ROLLING else f" {listing.edition}"
        return DUE if due else f"{STILL}{edition}" + (f"，{state}" if state else ""), False
    return state or "资格已结束", True
