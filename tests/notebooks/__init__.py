"""The analysts' pages, run as an analyst runs them."""
