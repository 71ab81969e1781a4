"""Icons: the drawings in assets/icons, in the colours of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QIcon

from ui import theme, vector

_SIZES = (12, 16, 20, 24, 32, 40, 48)


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in (theme.ASSETS / "icons").glob("*.svg"))


@cache
def source(name: str) -> str:
    """The SVG of an icon; its strokes are "currentColor"."""
    return (theme.ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon(name: str, role: str = "text") -> QIcon:
    """The icon in a colour of the theme worn now, and greyed for what is disabled."""
    return _painted(name, getattr(theme.current(), role), theme.current().border)


@cache
def _painted(name: str, colour: str, faint: str) -> QIcon:
    made = QIcon()
    for mode, worn in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, faint)):
        for size in _SIZES:
            made.addPixmap(vector.pixmap(source(name), worn, QSize(size, size)), mode)
    return made


def wear(target: QObject, name: str, role: str = "text") -> None:
    """Give an action or a button its icon, in this theme and every later one."""
    worn = target.findChild(_Worn) or _Worn(target)
    worn.show(name, role)


class _Worn(QObject):
    """The name behind an object's icon; it goes when the object goes."""

    def __init__(self, target: QObject) -> None:
        super().__init__(target)
        self._shown = ("", "")
        theme.changed.connect(self._dress)

    def show(self, name: str, role: str) -> None:
        if (name, role) != self._shown:
            self._shown = (name, role)
            self._dress()

    def _dress(self) -> None:
        self.parent().setIcon(icon(*self._shown))
