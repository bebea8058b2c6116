"""When to speak up, and how."""
