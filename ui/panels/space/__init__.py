"""Where to search, how, and what it will cost."""
