"""Sites that break in every way: each fault has a name, and none takes away what was published."""
