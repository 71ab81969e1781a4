"""One example, four ways."""
