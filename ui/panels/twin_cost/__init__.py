"""Cost with and without batch norm."""
