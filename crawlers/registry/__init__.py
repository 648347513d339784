"""Paid registries (企查查, 天眼查, 启信宝): asked one firm at a time, off unless keyed and given a budget."""
