"""The theme's pens for painters that count in pixels."""

from __future__ import annotations

from PySide6.QtGui import QPen

from ui import theme

_made: dict[str, tuple[theme.Theme, QPen]] = {}
"""Of the theme that was worn then: pens are taken many times a frame, and making one takes a while."""


def pen(role: str) -> QPen:
    """The pen of a role, as wide as text is large: a cosmetic one stays a hairline in a picture at 4x."""
    worn, known = theme.current(), _made.get(role)
    if known is None or known[0] is not worn:
        made = worn.pen(role)
        made.setCosmetic(False)
        known = _made[role] = worn, made
    return QPen(known[1])
