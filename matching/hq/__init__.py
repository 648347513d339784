"""Headquarters' figures: one function a figure, typed models out (domain guide, sections 4 and 12.2)."""
