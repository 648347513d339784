"""One spider a site family; sources name theirs in ``spider:``."""
