"""Typed relations between enterprises: found in names and lists, added by hand, shown, taken back."""

from pipeline.groups.found import relate
from pipeline.groups.manual import RelationView, add_relation, relations_of, remove_relation

__all__ = ["RelationView", "add_relation", "relate", "relations_of", "remove_relation"]
