"""Trips: which firms the resident teams and the delegations should see, in which order, for the money."""
