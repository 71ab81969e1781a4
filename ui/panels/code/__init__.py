"""The same network in code."""
