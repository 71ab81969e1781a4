"""Two classes are the sigmoid."""
