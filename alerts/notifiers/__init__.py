"""One file per way out for messages."""
