"""One spider class per site family."""
