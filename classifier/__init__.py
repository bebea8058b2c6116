"""Text in, verdict out: what a text says toward a brand."""
