"""Questions whose answer is a Table; one file each."""
