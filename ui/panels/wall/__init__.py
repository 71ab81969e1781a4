"""All trials of a search at once, as they learn."""
