"""Tests of the paid registries."""
