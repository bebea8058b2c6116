"""What we know, remember and decide."""
