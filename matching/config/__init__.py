"""The county's own knowledge: one model for each file of ``config/``, loaded and checked as one bundle."""
