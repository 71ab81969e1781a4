"""One-hot, ŷ and dz."""
