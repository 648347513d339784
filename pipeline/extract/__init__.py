"""Bytes to rows to checked list entries."""
