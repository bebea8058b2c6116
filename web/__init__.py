"""The desk in the browser; server-rendered, no rules of its own."""
