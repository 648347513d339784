"""The ledger: import as it is, team sheets there and back, follow-up."""
