"""How sure is sure: the thresholds of every decision without a person, and the hash that pins them."""

from __future__ import annotations

from common.hashing import stable_hash
from pipeline.identity.score import MODEL_HASH

SURE = 0.97
"""From here on two rows are tied without asking: scores are calibrated, so about three ties in a hundred just
above it are wrong, which is fewer than a clerk gets wrong, and every tie can be taken back."""
DOUBT = 0.5
"""From here on a person is asked: below it, two sides are more likely two enterprises than one."""
MOST_DOUBTS = 3
"""Cases a new name may open; who is like more than three is told apart by facts, not by a clerk."""
CONFIG_HASH = stable_hash({"model": MODEL_HASH, "sure": SURE, "doubt": DOUBT, "most": MOST_DOUBTS})
