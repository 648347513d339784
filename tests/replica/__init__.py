"""Replicas of the publishers' sites: their shapes and quirks, with made-up enterprises (示例)."""
