"""The decision boundary."""
