"""The theme's pens for painters that count in pixels."""

from __future__ import annotations

from PySide6.QtGui import QPen

from ui import theme


def pen(role: str) -> QPen:
    """The pen of a role, as wide as text is large: a cosmetic one stays a hairline in a picture at 4x."""
    made = theme.current().pen(role)
    made.setCosmetic(False)
    return made
