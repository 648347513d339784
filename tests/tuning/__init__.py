"""Trying, adopting and taking back settings; why a firm moved."""
