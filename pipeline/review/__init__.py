"""The review queue: what a person sees of a case, what follows from a judgement, and how it is taken back."""

from pipeline.review.decide import Verdict, decide, undo
from pipeline.review.propose import propose
from pipeline.review.view import CaseView, JudgementView, SideView, case_views, judgement_views

__all__ = [
    "CaseView",
    "JudgementView",
    "SideView",
    "Verdict",
    "case_views",
    "decide",
    "judgement_views",
    "propose",
    "undo",
]
