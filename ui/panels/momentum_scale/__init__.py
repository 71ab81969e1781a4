"""1 − β for momentum."""
