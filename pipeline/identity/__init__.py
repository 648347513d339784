"""Which mentions are one legal person."""
