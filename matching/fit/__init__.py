"""Chain fit from a firm's texts: words, roles, places, focus, codes, and what labels teach."""
