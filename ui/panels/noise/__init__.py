"""Noise of μ and σ²."""
