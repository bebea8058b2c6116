"""One file per forum engine, review markup or platform answer: page in, posts out."""
