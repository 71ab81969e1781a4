"""α on a linear and on a log scale."""
