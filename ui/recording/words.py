"""A recording's numbers as they are read."""

from __future__ import annotations


def bytes_in_words(count: float) -> str:
    """999 bytes, 1.2 kB, 35 MB."""
    for unit in ("bytes", "kB", "MB"):
        if count < 999.5:
            return f"{count:.1f} {unit}" if count < 9.95 and unit != "bytes" else f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
