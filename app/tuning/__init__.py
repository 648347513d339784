"""Tuning: changes of the configuration tried in memory, adopted as named versions, and taken back."""
