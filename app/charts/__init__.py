"""Pictures made without a network: fonts come from an installed package, never from the machine."""
