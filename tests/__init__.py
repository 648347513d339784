"""Behaviour a user would notice."""
