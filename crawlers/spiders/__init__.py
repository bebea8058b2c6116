"""One file per kind of source; a spider's name is the kind."""
