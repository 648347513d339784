"""One command a claim: each writes JSON; docs/benchmarks.md is made from it."""
