"""The sample archive: pages in each publisher's shape, written by ``python -m sample.build``."""
