"""Histograms in lanes one above the other, on one axis."""
