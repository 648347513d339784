"""Tests of the gather room and the sample archive."""
