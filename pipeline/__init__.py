"""UNDERSTAND: archived bytes become rows, list entries and enterprises."""
