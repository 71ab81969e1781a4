"""How the learning rate falls."""


def decayed(alpha_0: float, decay_rate: float, epoch: int) -> float:
    """α = α₀ / (1 + decay_rate · epoch), epoch counted from 0: constant within an epoch."""
    return alpha_0 / (1.0 + decay_rate * epoch)
