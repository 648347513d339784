"""DELIVER: command line, weekly run, reports."""
