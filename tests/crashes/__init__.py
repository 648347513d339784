"""A gathering that is killed anywhere and run again ends like one that nobody disturbed."""
