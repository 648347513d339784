"""The watcher holds what does not look like the source, and lets pass what does."""
