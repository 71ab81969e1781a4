"""The mini-batch as a table."""
