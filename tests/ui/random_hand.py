"""A hand that points at anything it can see: clicks, drags, turns the wheel, presses keys."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Sequence
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget

from ui.main_window import MainWindow
from ui.panels.panel import Panel
from ui.workspace_view import WorkspaceView

T = TypeVar("T")
Modifier, Key = Qt.KeyboardModifier, Qt.Key
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NEVER = "quit"
"""The action that would end it all."""
_LAST = 30
_MOST_MOVES = 6
_MODIFIERS = [Modifier.NoModifier] * 6 + [Modifier.ShiftModifier, Modifier.ControlModifier]


class Hand:
    """Acts on a window as the system's events do; `log` has its last deeds in words, `done` counts kinds.

    Dialogs and menus wait for an answer in an event loop of their own, where a timer gives them one.
    """

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.random = window, random.Random(seed)
        self.log, self.done = deque[str](maxlen=_LAST), Counter[str]()
        self._answer()

    def say(self, words: str) -> None:
        """More about the deed at hand."""
        self.log[-1] = f"{self.log[-1]}: {words}"

    def any(self, things: Sequence[T]) -> T:
        """One of them."""
        return self.random.choice(things)

    # What there is --------------------------------------------------------------------------------

    @property
    def view(self) -> WorkspaceView | None:
        """The workspace that is open, once it stands."""
        workbench = self.window.workbench
        return workbench.views.get(workbench.key)

    def panel(self, key: str) -> Panel | None:
        """A panel of the workspace that is open, once it is there."""
        return self.view.panels.get(key) if self.view is not None else None

    def one(self, kind: type[QWidget] = QWidget) -> QWidget | None:
        """Any that can be used; rare kinds as often as those of which there are many."""
        by_kind: dict[type, list[QWidget]] = {}
        for widget in usable(self._surface(), kind):
            by_kind.setdefault(type(widget), []).append(widget)
        if not by_kind:
            return None
        return self.any(by_kind[self.any(sorted(by_kind, key=lambda each: each.__name__))])

    def _surface(self) -> QWidget:
        """The window, or one over it: what fills the screen hides all others."""
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowHandle()]
        others = [w for w in tops if w is not self.window and w.windowType() != Qt.WindowType.Popup]
        whole = [w for w in others if w.isFullScreen()]
        if whole and self.random.random() < 0.9:
            return self.any(whole)
        return self.any(others) if others and self.random.random() < 0.3 else self.window

    # Mouse ----------------------------------------------------------------------------------------

    def click(self, widget: QWidget, button: Qt.MouseButton = LEFT, twice: bool = False) -> None:
        """Somewhere on it."""
        window, point = self._spot(widget)
        (QTest.mouseDClick if twice else QTest.mouseClick)(window, button, self.any(_MODIFIERS), point)

    def drag(self, widget: QWidget, button: Qt.MouseButton = LEFT) -> None:
        """From somewhere on it to somewhere else, as long as it is there."""
        modifiers = self.any(_MODIFIERS)
        window, point = self._spot(widget)
        QTest.mousePress(window, button, modifiers, point)
        for _ in range(self.random.randint(0, _MOST_MOVES)):
            if not _is_on(widget, window):
                break
            _, point = self._spot(widget)
            QTest.mouseMove(window, point)
            QApplication.processEvents()
        if shiboken6.isValid(window):
            QTest.mouseRelease(window, button, modifiers, point)

    def hover(self, widget: QWidget) -> None:
        """Go over it."""
        QTest.mouseMove(*self._spot(widget))

    def turn_wheel(self, widget: QWidget) -> None:
        """Over it."""
        middle, turn = (
            QPointF(widget.visibleRegion().boundingRect().center()),
            self.any([-240, -120, 120, 240]),
        )
        self.say(f"{_name(widget)} by {turn}")
        event = QWheelEvent(
            middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            self.any(_MODIFIERS), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def _spot(self, widget: QWidget) -> tuple[QWindow, QPoint]:
        """Somewhere on what can be seen of it, as its window counts."""
        seen = widget.visibleRegion().boundingRect()
        x = self.random.randint(seen.left(), max(seen.left(), seen.right()))
        y = self.random.randint(seen.top(), max(seen.top(), seen.bottom()))
        self.say(f"{_name(widget)} at {x}, {y}")
        top = QWidget.window(widget)  # a canvas may call something else its window
        window, point = top.windowHandle(), widget.mapTo(top, QPoint(x, y))
        # A small screen cuts a window that is larger.
        return window, QPoint(min(point.x(), window.width() - 1), min(point.y(), window.height() - 1))

    # Keyboard -------------------------------------------------------------------------------------

    def press(self, key: Key, modifiers: Modifier | None = None) -> None:
        """Wherever the keyboard is."""
        self.say(key.name)
        where = QGuiApplication.focusWindow() or self.window.windowHandle()
        QTest.keyClick(where, key, self.any(_MODIFIERS) if modifiers is None else modifiers)

    def trigger(self, key: str) -> None:
        """An action of the window's."""
        self.say(key)
        self.window.actions_by_key[key].trigger()

    # Dialogs and menus ----------------------------------------------------------------------------

    def _answer(self) -> None:
        """Whatever waits; what opens in here has another timer."""
        if not shiboken6.isValid(self.window):
            return
        QTimer.singleShot(20, self.window, self._answer)
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            self._choose_entry(popup)
        elif popup is not None:
            QTest.keyClick(popup, self.any([Key.Key_Down, Key.Key_Up, Key.Key_Return, Key.Key_Escape]))
        elif isinstance(modal, QDialog):
            self.done[f"dismiss {type(modal).__name__}"] += 1
            modal.reject()

    def _choose_entry(self, menu: QMenu) -> None:
        entries = [a for a in menu.actions() if a is not self.window.actions_by_key[NEVER]]
        able = [entry for entry in entries if entry.isEnabled() and not entry.isSeparator()]
        if able and self.random.random() < 0.5:
            entry = self.any(able)
            self.log.append(f"menu entry {entry.text()!r}")
            self.done["menu entry"] += 1
            menu.setActiveAction(entry)
            QTest.keyClick(menu, Key.Key_Return)
        else:
            QTest.keyClick(menu, Key.Key_Escape)


def usable(surface: QWidget, kind: type[QWidget] = QWidget) -> list[QWidget]:
    """What lies on a surface and can be seen and used."""
    found = surface.findChildren(kind)
    return [w for w in found if w.isVisible() and w.isEnabled() and not w.visibleRegion().isEmpty()]


def _is_on(widget: QWidget, window: QWindow) -> bool:
    """Whether it is still in sight, and in this window."""
    if not shiboken6.isValid(widget) or widget.visibleRegion().isEmpty():
        return False
    return QWidget.window(widget).windowHandle() is window


def _name(widget: QWidget) -> str:
    """What a person would call it."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    name = text or widget.accessibleName() or widget.objectName() or widget.toolTip()[:40]
    return f"{type(widget).__name__} {name!r}"
