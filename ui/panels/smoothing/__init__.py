"""What a decay averages over."""
