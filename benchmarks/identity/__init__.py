"""Our dedupe beside every peer that installs, on the same labelled file in the same run.

``python -m benchmarks.identity [--size 10k|100k|1m] [--peers] [--repeats N]``: each contender of
``contenders`` runs alone in a fresh process (``child``), which reads the file, works, and says its seconds
and its peak of memory.

What favours the peers, on purpose: they get names that went through our own normalisation (width,
traditional characters, remarks), and the threshold of each is the best for that very file
(``score.best_threshold``), found with the truth in hand and outside the clock. Ours has the threshold that
it ships with.
"""
