"""The trials of a search, one a row."""
