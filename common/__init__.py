"""What every room shares: errors people read, settings, strict YAML, logging."""
