"""KEEP: typed models, sessions, migrations."""
