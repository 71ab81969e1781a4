"""What a random user does: each takes a `Hand` and does one thing with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from tests.ui.random_hand import LEFT, MIDDLE, NEVER, RIGHT, Hand, Key, usable
from ui.actions import ACTIONS
from ui.controls.slider import UnitSlider

_TRAVELS = ("play", "play", "step", "step_many", "epoch", "back", "film", "undo", "redo")
_KEYS = (
    Key.Key_A, Key.Key_M, Key.Key_D, Key.Key_K, Key.Key_C, Key.Key_Backspace, Key.Key_Delete, Key.Key_Return,
    Key.Key_Escape, Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End,
    Key.Key_PageUp, Key.Key_PageDown, Key.Key_Tab, Key.Key_Backtab, Key.Key_BracketLeft, Key.Key_BracketRight,
)  # fmt: skip
_OF_ROADS = (Key.Key_C, Key.Key_F2, Key.Key_Delete, Key.Key_K, Key.Key_Backspace, Key.Key_Up, Key.Key_Return)
_SHORTCUTS = [keys for spec in ACTIONS if spec.key != NEVER for keys in spec.shortcuts]
_SHORTCUTS += [f"Ctrl+{number}" for number in range(1, 7)]
_TEXTS = (
    "0.01", "1", "0", "-3", "16", "2", "0.5", "1e-3", "1e999", "nan", "abc", "", "90", "3.7", "8, 4",
    "a name", "𝒩 é", "x" * 90, "1e-300", "64", "0,5",
)  # fmt: skip
_RECIPES = ("", "not a recipe", "batchscope:1:{}", "x" * 10_000)
_TABLES = {
    "good.csv": "a;class;b\n" + "".join(f"{i},5;{'xy'[i % 2]};{i * i}\n" for i in range(40)),
    "bad.csv": "a,b,class\n1,2,x\n3,nan,y\n",
    "none.batchscope": "no run",
}
_MOST_TRIALS, _MOST_STEPS = 8, 50
"""A search of no more is soon over."""
_BEGIN = ("Start", "Race", "Resume", "Zoom in", "Adopt")
FILES = "batchscope_files"
"""The window's property that has the folder in which files are opened and saved."""


def prepare(folder: Path) -> None:
    """Files to open, good and bad."""
    for name, text in _TABLES.items():
        (folder / name).write_text(text)


# Anything -------------------------------------------------------------------------------------------


def choose_action(hand: Hand) -> None:
    """As from a menu."""
    hand.trigger(hand.any(sorted(hand.window.actions_by_key.keys() - {NEVER})))


def travel(hand: Hand) -> None:
    """Train, go back, take back."""
    hand.trigger(hand.any(_TRAVELS))


def press_shortcut(hand: Hand) -> None:
    """One of the window's."""
    pressed = QKeySequence(hand.any(_SHORTCUTS))[0]
    hand.press(pressed.key(), pressed.keyboardModifiers())


def press_key(hand: Hand) -> None:
    """One that panels and controls know."""
    hand.press(hand.any(_KEYS))


def click_button(hand: Hand) -> None:
    button = hand.one(QAbstractButton)
    if button is not None:
        hand.click(button)


def click(hand: Hand) -> None:
    widget = hand.one()
    if widget is not None:
        hand.click(widget, hand.any([LEFT] * 8 + [RIGHT, MIDDLE]), twice=hand.random.random() < 0.2)


def drag(hand: Hand) -> None:
    widget = hand.one()
    if widget is not None:
        hand.drag(widget, hand.any([LEFT] * 8 + [RIGHT, MIDDLE]))


def slide(hand: Hand) -> None:
    slider = hand.one(UnitSlider)
    if slider is not None:
        hand.drag(slider)


def point(hand: Hand) -> None:
    """Go over anything, or turn the wheel there."""
    widget = hand.one()
    if widget is not None:
        hand.any([hand.hover, hand.turn_wheel])(widget)


def type_text(hand: Hand) -> None:
    """Into a field, and leave it in one way or another."""
    entry, text = hand.one(QLineEdit), hand.any(_TEXTS)
    if not isinstance(entry, QLineEdit):
        return
    hand.click(entry)
    if shiboken6.isValid(entry) and entry.hasFocus():
        hand.say(repr(text[:20]))
        entry.selectAll()
        QTest.keyClicks(entry, text) if text.isascii() else entry.insert(text)
        hand.press(hand.any([Key.Key_Return] * 4 + [Key.Key_Escape, Key.Key_Tab]))


def choose_word(hand: Hand) -> None:
    """Of a list that drops down."""
    box = hand.one(QComboBox)
    if isinstance(box, QComboBox) and box.count():
        row = hand.random.randrange(box.count())
        hand.say(f"{box.accessibleName()!r}, row {row}")
        box.setFocus()
        box.setCurrentIndex(row)
        box.activated.emit(row)


# The run --------------------------------------------------------------------------------------------


def set_something(hand: Hand) -> None:
    """A hyperparameter, wherever in the form it is."""
    form = hand.window.form
    control = form.controls[hand.any(sorted(form.controls))]
    form.sections[control.spec.group].heading.setChecked(True)
    QApplication.processEvents()
    form._area.ensureWidgetVisible(control)
    parts = usable(control)
    if parts:
        part = hand.any(parts)
        (hand.drag if isinstance(part, UnitSlider) else hand.click)(part)


def scrub(hand: Hand) -> None:
    """On the timeline."""
    track = hand.window.timeline.track
    if not track.visibleRegion().isEmpty():
        hand.drag(track, hand.any([LEFT] * 6 + [MIDDLE]))


def paint(hand: Hand) -> None:
    """Examples, with a tool."""
    panel = hand.panel("boundary")
    tools = usable(panel.widget, QAbstractButton) if panel is not None else []
    if panel is None or not tools:
        return
    hand.any(tools).click()
    parts = [panel.figure, *usable(panel.figure)]
    if not parts[0].visibleRegion().isEmpty():
        hand.drag(hand.any(parts[:3]))


def branch(hand: Hand) -> None:
    """In the roads taken: go, compare, rename, delete, better, worse."""
    panel, view = hand.panel("branches"), hand.view
    if panel is None or view is None:
        return
    view.reveal("branches")
    QApplication.processEvents()
    parts = usable(panel.widget)
    if parts:
        hand.click(hand.any(parts))
        hand.press(hand.any(_OF_ROADS))


def search(hand: Hand) -> None:
    """A small one."""
    hand.window.workbench.open("search")
    searching, view = hand.window.searching, hand.view
    if searching is None or view is None:
        return
    lab = searching.lab
    if lab.plan.trials > _MOST_TRIALS or lab.plan.steps > _MOST_STEPS:
        lab.compose(dataclasses.replace(lab.plan, trials=4, steps=20, strategy="random"))
    mirror = lab.mirror
    made = [t.number for t in mirror.study.trials if t.number in mirror.made] if mirror is not None else []
    if made and hand.random.random() < 0.5:
        lab.adopted.emit(hand.any(made))
        return
    buttons = [b for b in usable(view, QAbstractButton) if b.text() in _BEGIN]  # type: ignore[attr-defined]
    if buttons:
        hand.click(hand.any(buttons))


# Windows and files ----------------------------------------------------------------------------------


def resize(hand: Hand) -> None:
    wide, high = hand.random.randint(600, 1700), hand.random.randint(400, 1100)
    hand.say(f"{wide}x{high}")
    hand.window.resize(wide, high)


def move_dock(hand: Hand) -> None:
    """Close one, show it, let it float, give it the screen; choose another tab."""
    if hand.view is None:
        return
    dock, how = (
        hand.any(list(hand.view.docks.values())),
        hand.any(["toggle", "float", "raise", "full", "tab"]),
    )
    hand.say(f"{how} {dock.objectName()}")
    if how == "toggle":
        dock.toggleViewAction().trigger()
    elif how == "float":
        dock.setFloating(not dock.isFloating())
    elif how == "raise":
        dock.raise_()
    elif how == "full" and dock.isVisible() and dock.titleBarWidget().isEnabled():
        dock.titleBarWidget().findChildren(QToolButton)[1].click()
    elif how == "tab":
        bar = hand.one(QTabBar)
        if bar is not None:
            hand.click(bar)


def save(hand: Hand) -> None:
    path = _folder(hand.window) / f"{hand.random.randrange(3)}.batchscope"
    hand.say(path.name)
    hand.window.files.runs.save_as(path)


def open_file(hand: Hand) -> None:
    """What lies in the folder, good or not."""
    path = hand.any(sorted(path for path in _folder(hand.window).iterdir() if path.is_file()))
    hand.say(path.name)
    hand.window.open(path)


def pass_on(hand: Hand) -> None:
    """Copy the recipe, or paste what is there."""
    how = hand.any(["copy_recipe", "copy_recipe", "paste_recipe", "paste_recipe", "other text"])
    if how == "other text":
        QGuiApplication.clipboard().setText(hand.any(_RECIPES))
    hand.trigger(how if how in hand.window.actions_by_key else "paste_recipe")


def _folder(window: QWidget) -> Path:
    return Path(window.property(FILES))


DOES: dict[Callable[[Hand], None], int] = {
    choose_action: 6, travel: 14, press_shortcut: 8, press_key: 8, click_button: 12, click: 8, drag: 6,
    slide: 6, scrub: 8, paint: 6, point: 8, type_text: 6, set_something: 10, choose_word: 4,
    resize: 2, move_dock: 4, save: 1, open_file: 2, pass_on: 3, branch: 6, search: 3,
}  # fmt: skip
"""What is done, and how often."""
