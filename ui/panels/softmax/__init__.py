"""Softmax, term by term."""
