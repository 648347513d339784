"""The benchmarks run, and their page is what they measured."""
