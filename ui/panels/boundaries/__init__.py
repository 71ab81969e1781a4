"""Straight and bent boundaries."""
