"""GATHER: published pages and files, kept as bytes."""
