"""JUDGE: enterprises against chains, parks and what counts."""
