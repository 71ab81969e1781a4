"""Averages of μ and σ²."""
