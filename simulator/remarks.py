"""What is worth knowing about a setting that is allowed but does something odd."""

from __future__ import annotations

from simulator.hyperparameters import Config


def remarks(config: Config, m_train: int) -> tuple[str, ...]:
    """Sentences about `config` with `m_train` training examples; none for ordinary settings."""
    found = []
    if config.learning_rate == 0.0:
        found.append("α = 0: no step changes anything.")
    if config.mini_batch_size > m_train:
        found.append(f"Every mini-batch is the whole training set of {m_train} examples.")
    if config.batch_norm and config.hidden_units and _has_batch_of_one(config.mini_batch_size, m_train):
        found.append(
            "A mini-batch of one example has σ² = 0: with batch norm z_norm = 0, and only β gets through."
        )
    if config.initialization == "zeros" and config.hidden_units:
        found.append("With all weights 0 the units of a layer stay alike: symmetry is never broken.")
    return tuple(found)


def _has_batch_of_one(size: int, m_train: int) -> bool:
    return size == 1 or m_train % size == 1
