"""A small town of web sites on loopback, for a first look at the whole line."""
