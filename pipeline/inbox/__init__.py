"""The inbox: a file that a person brings is read, checked and published like a crawled page."""

from pipeline.inbox.changes import STATUSES, Comparison, Line, Status, compare
from pipeline.inbox.dropped import Dropped, read_dropped
from pipeline.inbox.fitting import as_imported
from pipeline.inbox.guess import Candidate, guess
from pipeline.inbox.keeping import ORIGINAL
from pipeline.inbox.newer import check_not_older
from pipeline.inbox.prepare import Prepared, prepare
from pipeline.inbox.statement import Statement, needs_name, state

__all__ = [
    "ORIGINAL",
    "STATUSES",
    "Candidate",
    "Comparison",
    "Dropped",
    "Line",
    "Prepared",
    "Statement",
    "Status",
    "as_imported",
    "check_not_older",
    "compare",
    "guess",
    "needs_name",
    "prepare",
    "read_dropped",
    "state",
]
