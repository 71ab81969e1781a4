"""b cancels."""
