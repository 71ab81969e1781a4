"""Somebody who does anything at all with the window: clicks, drags, types, opens, travels."""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)

from simulator.commands import Speed
from tests.ui.watchman import Watchman, spin
from ui.actions import ACTIONS
from ui.controls.slider import UnitSlider
from ui.main_window import MainWindow
from ui.panels.search_panel import SearchPanel

Modifier, Key = Qt.KeyboardModifier, Qt.Key
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
PATIENCE = 10.0
"""Seconds in which every wish must be answered."""
_NEVER = {"quit"}
_OF_PANELS = (
    Key.Key_A, Key.Key_M, Key.Key_D, Key.Key_K, Key.Key_C, Key.Key_Backspace, Key.Key_Delete, Key.Key_Return,
    Key.Key_Escape, Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End,
    Key.Key_PageUp, Key.Key_PageDown, Key.Key_Tab, Key.Key_Backtab, Key.Key_BracketLeft, Key.Key_BracketRight,
)  # fmt: skip
_TEXTS = (
    "0.01", "1", "0", "-3", "16", "2", "0.5", "1e-3", "1e999", "nan", "abc", "", "90", "3.7", "8, 4", "a name",
    "𝒩 é", "x" * 90, "1e-300", "64", "0,5",
)  # fmt: skip
_RECIPES = ("", "not a recipe", "batchscope:1:{}", "x" * 10_000)
_TABLES = {
    "good.csv": "a;class;b\n" + "".join(f"{i},5;{'xy'[i % 2]};{i * i}\n" for i in range(40)),
    "bad.csv": "a,b,class\n1,2,x\n3,nan,y\n",
    "none.batchscope": "no run",
}
_SMALL = {"trials": 4, "steps": 20}
"""A search that is soon over."""


class RandomUser:
    """Does one thing after another with a window, the same for the same seed as far as time allows.

    `done` counts kinds of things, `log` has the last ones in words. Dialogs and menus that open are dealt
    with by a timer, as they wait for an answer.
    """

    def __init__(self, window: MainWindow, folder: Path, seed: int) -> None:
        self.window, self.folder, self.seed = window, folder, seed
        self.watchman = Watchman(window)
        self.random, self.log, self.done = random.Random(seed), deque[str](maxlen=30), Counter[str]()
        self.slowest, self.turns = (0.0, ""), 0
        for name, text in _TABLES.items():
            (folder / name).write_text(text)
        window.client.snapshot.connect(self._count)
        self._snapshots = 0
        self._answer()

    # One thing after another ----------------------------------------------------------------------

    def act(self, count: int) -> None:
        """Do so many things; AssertionError with all that is known where something went wrong."""
        with self.watchman.on_duty():
            for number in range(count):
                self._act()
                if number % 3 == 2:
                    self.meet()
                if number % 50 == 49 or number == count - 1:
                    self.rest()
                if self.watchman.faults:
                    raise AssertionError(self.story())

    def story(self) -> str:
        """What went wrong, and what was done before."""
        faults = "\n".join(self.watchman.faults[:3])
        last = "\n".join(f"  {line}" for line in self.log)
        return f"Seed {self.seed}, after {sum(self.done.values())} actions:\n{faults}\nThe last ones:\n{last}"

    def meet(self) -> None:
        """Wait until the engine has answered all that was asked of it; nobody may wait long for that."""
        for _ in range(2):  # the first answer may have been on its way
            before, client = self._snapshots, self.window.client
            client.send(Speed(client.pace))
            if not spin(lambda before=before: self._snapshots > before, PATIENCE):
                self.watchman.faults.append(f"No snapshot came for {PATIENCE:.0f} s.")
                return
        self.watchman.look_around()

    def rest(self) -> None:
        """Let it stand still, and see whether all that is on screen is of that place."""
        if self.window.client.plays or self.window.timeline.film.is_running:
            self.window.actions_by_key["play"].trigger()
        rests = spin(self._rests, 3 * PATIENCE)
        if not rests:
            return  # a long way of steps that was asked for
        wrong: list[str] = []

        def well() -> bool:
            wrong[:] = self.watchman.stale()
            return not wrong

        if not spin(well, PATIENCE) and self._rests():
            self.watchman.faults.extend(wrong)

    def _rests(self) -> bool:
        snapshot = self.window.snapshot
        return (
            snapshot is not None
            and snapshot.state != "playing"
            and snapshot.place == self.window.client.place
        )

    def _act(self) -> None:
        kind = self.random.choices(list(DOES), list(DOES.values()))[0]
        began = time.perf_counter()
        self.turns += 1
        self.done[kind.__name__] += 1
        self.log.append(kind.__name__)
        try:
            kind(self)
        except Exception:  # this user's own mistake: it is to be told like any other
            self.watchman.faults.append(traceback.format_exc())
        QApplication.processEvents()
        self.slowest = max(self.slowest, (time.perf_counter() - began, self.log[-1]))

    def _say(self, words: str) -> None:
        self.log[-1] = f"{self.log[-1]}: {words}"

    def _count(self, _snapshot: object) -> None:
        self._snapshots += 1

    # What there is --------------------------------------------------------------------------------

    def surface(self) -> QWidget:
        """A window that can be used: the one in front, most often."""
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowHandle() is not None]
        others = [
            w
            for w in tops
            if w is not self.window and not w.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup
        ]
        whole = [w for w in others if w.isFullScreen()]
        if whole and self.random.random() < 0.9:
            return self.random.choice(whole)
        return self.random.choice(others) if others and self.random.random() < 0.3 else self.window

    def widgets(self, kind: type[QWidget] = QWidget) -> list[QWidget]:
        """Those of a kind that can be seen and used."""
        found = self.surface().findChildren(kind)
        return [w for w in found if w.isVisible() and w.isEnabled() and not w.visibleRegion().isEmpty()]

    def one(self, kind: type[QWidget] = QWidget) -> QWidget | None:
        """Any; rare kinds as often as those of which there are many."""
        by_kind: dict[type, list[QWidget]] = {}
        for widget in self.widgets(kind):
            by_kind.setdefault(type(widget), []).append(widget)
        if not by_kind:
            return None
        return self.random.choice(by_kind[self.random.choice(sorted(by_kind, key=lambda k: k.__name__))])

    def spot(self, widget: QWidget) -> tuple[QWindow, QPoint]:
        """Somewhere on what can be seen of it, as its window counts."""
        seen = widget.visibleRegion().boundingRect()
        x = self.random.randint(seen.left(), max(seen.left(), seen.right()))
        y = self.random.randint(seen.top(), max(seen.top(), seen.bottom()))
        top = widget.window()
        self._say(f"{type(widget).__name__} {_name(widget)!r} at {x}, {y}")
        window, point = top.windowHandle(), widget.mapTo(top, QPoint(x, y))
        return window, QPoint(min(point.x(), window.width() - 1), min(point.y(), window.height() - 1))

    def modifiers(self) -> Modifier:
        """Most often none."""
        return self.random.choice(
            [Modifier.NoModifier] * 6 + [Modifier.ShiftModifier, Modifier.ControlModifier]
        )

    # What is done ---------------------------------------------------------------------------------

    def choose_action(self) -> None:
        """From a menu."""
        keys = sorted(self.window.actions_by_key.keys() - _NEVER)
        self._trigger(self.random.choice(keys))

    def play(self) -> None:
        """Train, or travel."""
        keys = "play", "step", "step_many", "epoch", "back", "film", "undo", "redo"
        self._trigger(self.random.choice(keys))

    def _trigger(self, key: str) -> None:
        self._say(key)
        self.window.actions_by_key[key].trigger()

    def press_shortcut(self) -> None:
        """One of the window's, wherever the keyboard is."""
        keys = [k for spec in ACTIONS if spec.key not in _NEVER for k in spec.shortcuts]
        self._press(QKeySequence(self.random.choice([*keys, "Ctrl+1", "Ctrl+2", "Ctrl+4", "Ctrl+6"])))

    def _press(self, sequence: QKeySequence) -> None:
        self._say(sequence.toString())
        pressed = sequence[0]
        QTest.keyClick(self._keyboard(), pressed.key(), pressed.keyboardModifiers())

    def press_key(self) -> None:
        """One that panels and controls know."""
        key = self.random.choice(_OF_PANELS)
        self._say(key.name)
        QTest.keyClick(self._keyboard(), key, self.modifiers())

    def _keyboard(self) -> QWindow:
        return QGuiApplication.focusWindow() or self.window.windowHandle()

    def click_button(self) -> None:
        """Any button."""
        button = self.one(QAbstractButton)
        if button is not None:
            QTest.mouseClick(*self._at(button, LEFT))

    def click(self) -> None:
        """Anything."""
        widget = self.one()
        if widget is not None:
            button = self.random.choice([LEFT] * 8 + [RIGHT, MIDDLE])
            click = self.random.choice([QTest.mouseClick] * 4 + [QTest.mouseDClick])
            click(*self._at(widget, button))

    def _at(
        self, widget: QWidget, button: Qt.MouseButton
    ) -> tuple[QWindow, Qt.MouseButton, Modifier, QPoint]:
        window, point = self.spot(widget)
        return window, button, self.modifiers(), point

    def drag(self) -> None:
        """From somewhere on anything to somewhere else on it."""
        widget = self.one()
        if widget is not None:
            self._drag(widget, self.random.choice([LEFT] * 8 + [RIGHT, MIDDLE]))

    def slide(self) -> None:
        """A slider."""
        slider = self.one(UnitSlider)
        if slider is not None:
            self._drag(slider, LEFT)

    def scrub(self) -> None:
        """On the timeline."""
        self._drag(self.window.timeline.track, self.random.choice([LEFT] * 6 + [MIDDLE]))

    def paint(self) -> None:
        """Examples, with a tool."""
        panel = self._panel("boundary")
        if panel is None:
            return
        tools = [b for b in panel.widget.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
        if tools:
            self.random.choice(tools).click()
        parts = panel.figure, *panel.figure.findChildren(QWidget)
        seen = [w for w in parts if not w.visibleRegion().isEmpty()]
        if seen:
            self._drag(self.random.choice(seen[:3]), LEFT)

    def _drag(self, widget: QWidget, button: Qt.MouseButton) -> None:
        if widget.visibleRegion().isEmpty():
            return
        modifiers = self.modifiers()
        window, point = self.spot(widget)
        QTest.mousePress(window, button, modifiers, point)
        for _ in range(self.random.randint(0, 6)):
            if (
                not shiboken6.isValid(widget)
                or widget.visibleRegion().isEmpty()
                or widget.window().windowHandle() is not window
            ):
                break
            _, point = self.spot(widget)
            QTest.mouseMove(window, point)
            QApplication.processEvents()
        if shiboken6.isValid(window):
            QTest.mouseRelease(window, button, modifiers, point)

    def turn_wheel(self) -> None:
        """Over anything."""
        widget = self.one()
        if widget is None:
            return
        middle, turn = (
            QPointF(widget.visibleRegion().boundingRect().center()),
            self.random.choice([-240, -120, 120, 240]),
        )
        self._say(f"{type(widget).__name__} {_name(widget)!r} by {turn}")
        event = QWheelEvent(
            middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            self.modifiers(), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def hover(self) -> None:
        """Go over anything."""
        widget = self.one()
        if widget is not None:
            window, point = self.spot(widget)
            QTest.mouseMove(window, point)

    def type(self) -> None:
        """Into a field, and leave it in one way or another."""
        entry = self.one(QLineEdit)
        if entry is None:
            return
        window, point = self.spot(entry)
        QTest.mouseClick(window, LEFT, Modifier.NoModifier, point)
        if not shiboken6.isValid(entry) or not entry.hasFocus():
            return
        text = self.random.choice(_TEXTS)
        self._say(repr(text[:20]))
        entry.selectAll()
        QTest.keyClicks(entry, text) if text.isascii() else entry.insert(text)
        if shiboken6.isValid(entry):
            QTest.keyClick(entry, self.random.choice([Key.Key_Return] * 4 + [Key.Key_Escape, Key.Key_Tab]))

    def set(self) -> None:
        """A hyperparameter, wherever in the form it is."""
        form = self.window.form
        name = self.random.choice(sorted(form.controls))
        control = form.controls[name]
        form.sections[control.spec.group].heading.setChecked(True)
        QApplication.processEvents()
        form._area.ensureWidgetVisible(control)
        parts = [
            w for w in control.findChildren(QWidget) if w.isEnabled() and not w.visibleRegion().isEmpty()
        ]
        if parts:
            self._say(name)
            part = self.random.choice(parts)
            self._drag(part, LEFT) if isinstance(part, UnitSlider) else QTest.mouseClick(
                *self._at(part, LEFT)
            )

    def choose_word(self) -> None:
        """Of a list that drops down, by the keyboard: its popup is dealt with when it opens by itself."""
        box = self.one(QComboBox)
        if box is not None and box.count():
            self._say(f"{_name(box)!r}")
            box.setFocus()
            row = self.random.randrange(box.count())
            box.setCurrentIndex(row)
            box.activated.emit(row)

    # Windows and files ----------------------------------------------------------------------------

    def resize(self) -> None:
        """The window."""
        least, wide, high = (
            self.window.minimumSizeHint(),
            self.random.randint(600, 1700),
            self.random.randint(400, 1100),
        )
        self._say(f"{wide}x{high}, at least {least.width()}x{least.height()}")
        self.window.resize(wide, high)

    def move_dock(self) -> None:
        """Close one, show it, let it float, or put it back; choose another tab."""
        docks = (
            list(self.window.view.docks.values())
            if self.window.workbench.key in self.window.workbench.views
            else []
        )
        if not docks:
            return
        dock: QDockWidget = self.random.choice(docks)
        how = self.random.choice(["toggle", "float", "raise", "full", "tab", "back"])
        self._say(f"{how} {dock.objectName()}")
        if how == "toggle":
            dock.toggleViewAction().trigger()
        elif how == "float":
            dock.setFloating(not dock.isFloating())
        elif how == "raise":
            dock.raise_()
        elif how == "full" and dock.isVisible() and dock.titleBarWidget().isEnabled():
            dock.titleBarWidget().findChildren(QToolButton)[1].click()
        elif how == "back":
            self.window.view.restore_default()
        elif how == "tab":
            bar = self.one(QTabBar)
            if bar is not None:
                QTest.mouseClick(*self._at(bar, LEFT))

    def save(self) -> None:
        """Into the folder."""
        name = f"{self.random.randrange(3)}.batchscope"
        self._say(name)
        self.window.files.runs.save_as(self.folder / name)

    def open(self) -> None:
        """What lies in the folder, good or not."""
        path = self.random.choice(sorted(p for p in self.folder.iterdir() if p.is_file()))
        self._say(path.name)
        self.window.open(path)

    def pass_on(self) -> None:
        """Copy the recipe, or paste what is there."""
        how = self.random.choice(["copy_recipe", "copy_recipe", "paste_recipe", "paste_recipe", "garbage"])
        if how == "garbage":
            QGuiApplication.clipboard().setText(self.random.choice(_RECIPES))
            how = "paste_recipe"
        self._trigger(how)

    def branch(self) -> None:
        """In the roads taken: go, compare, rename, delete, better, worse."""
        panel = self._panel("branches")
        if panel is None:
            return
        self.window.view.reveal("branches")
        QApplication.processEvents()
        parts = [
            w for w in panel.widget.findChildren(QWidget) if w.isEnabled() and not w.visibleRegion().isEmpty()
        ]
        if parts:
            QTest.mouseClick(*self._at(self.random.choice(parts), LEFT))
            key = self.random.choice(
                [Key.Key_C, Key.Key_F2, Key.Key_Delete, Key.Key_K, Key.Key_Backspace, Key.Key_Up]
            )
            self._say(key.name)
            QTest.keyClick(self._keyboard(), key)

    def search(self) -> None:
        """A small one."""
        import dataclasses

        self.window.workbench.open("search")
        searching = self.window.searching
        if searching is None:
            self._say("not there yet")
            return
        lab = searching.lab
        if lab.plan.trials > 8 or lab.plan.steps > 50:
            lab.compose(dataclasses.replace(lab.plan, **_SMALL, strategy="random"))
        if lab.mirror is not None and lab.mirror.made and self.random.random() < 0.5:
            self._say("adopt")
            lab.adopted.emit(self.random.choice(sorted(lab.mirror.made)))
            return
        view = self.window.view
        panels = [p for p in view.panels.values() if isinstance(p, SearchPanel)]
        buttons = [b for p in panels for b in p.widget.findChildren(QAbstractButton)]
        seen = [b for b in buttons if b.isEnabled() and not b.visibleRegion().isEmpty()]
        starts = [b for b in seen if b.text() in ("Start", "Race", "Resume", "Zoom in", "Adopt")]
        if starts:
            QTest.mouseClick(*self._at(self.random.choice(starts), LEFT))

    def _panel(self, key: str):  # type: ignore[no-untyped-def]  # a Panel or None
        views = self.window.workbench.views
        return (
            views[self.window.workbench.key].panels.get(key) if self.window.workbench.key in views else None
        )

    # Dialogs and menus ----------------------------------------------------------------------------

    def _answer(self) -> None:
        """Whatever opened over the window and waits; another timer each time, for what opens in here."""
        if not shiboken6.isValid(self.window):
            return
        QTimer.singleShot(20, self.window, self._answer)
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            self._answer_menu(popup)
        elif popup is not None:
            QTest.keyClick(
                popup, self.random.choice([Key.Key_Down, Key.Key_Up, Key.Key_Return, Key.Key_Escape])
            )
        elif isinstance(modal, QDialog):
            self.done[f"dismiss {type(modal).__name__}"] += 1
            modal.reject()
        elif modal is not None:
            modal.close()

    def _answer_menu(self, menu: QMenu) -> None:
        able = [
            a
            for a in menu.actions()
            if a.isEnabled() and not a.isSeparator() and a is not self.window.actions_by_key["quit"]
        ]
        if able and self.random.random() < 0.5:
            action = self.random.choice(able)
            self.log.append(f"menu entry {action.text()!r}")
            self.done["menu entry"] += 1
            menu.setActiveAction(action)
            QTest.keyClick(menu, Key.Key_Return)
        else:
            QTest.keyClick(menu, Key.Key_Escape)


DOES: dict[Callable[[RandomUser], None], int] = {
    RandomUser.choose_action: 6, RandomUser.play: 14, RandomUser.press_shortcut: 8, RandomUser.press_key: 8,
    RandomUser.click_button: 12, RandomUser.click: 8, RandomUser.drag: 6, RandomUser.slide: 6,
    RandomUser.scrub: 8, RandomUser.paint: 6, RandomUser.turn_wheel: 4, RandomUser.hover: 4,
    RandomUser.type: 6, RandomUser.set: 10, RandomUser.choose_word: 4, RandomUser.resize: 2,
    RandomUser.move_dock: 4, RandomUser.save: 1, RandomUser.open: 2, RandomUser.pass_on: 3,
    RandomUser.branch: 6, RandomUser.search: 3,
}  # fmt: skip
"""What is done, and how often."""


def _name(widget: QWidget) -> str:
    """What a person would call it."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return text or widget.accessibleName() or widget.objectName() or widget.toolTip()[:40]
