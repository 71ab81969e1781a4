"""Typing: a field has the keyboard while a value is typed and gives it back, and says what it refuses."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetricsF, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMainWindow, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import TABLE, Config
from simulator.specs import Number, Spec, Text
from tests.ui.hands import of_kind, other_value, shown, type_into
from ui import theme
from ui.controls.count import CountBox
from ui.controls.kinds import control_for
from ui.controls.scale_labels import labels_of, spread

KEYS = ("R", "Space", "Right", "Esc")


class Window(QMainWindow):
    """A window with shortcuts of its own, that counts them."""

    def __init__(self, qtbot: QtBot, content: QWidget) -> None:
        super().__init__()
        qtbot.addWidget(self)
        self.heard: list[str] = []
        for key in KEYS:
            action = QAction(key, self, shortcut=QKeySequence(key))
            action.triggered.connect(lambda _checked=False, key=key: self.heard.append(key))
            self.addAction(action)
        self.setCentralWidget(content)
        self.show()
        self.activateWindow()
        qtbot.waitUntil(self.isActiveWindow)

    def press(self, qtbot: QtBot) -> None:
        for key in (Qt.Key.Key_R, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Escape):
            qtbot.keyClick(self.focusWidget() or self, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("name", ["learning_rate", "csv_file", "hidden_units"])
def test_enter_commits_and_gives_the_keyboard_back(qtbot: QtBot, name: str, key: Qt.Key) -> None:
    control = control_for(TABLE[name])
    window, entry = Window(qtbot, control), entry_of(control)
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, "7")
    qtbot.keyClick(entry, key)
    window.press(qtbot)
    assert window.heard == list(KEYS)
    assert entry.text() == "7"


@pytest.mark.parametrize("typed", ["", "7", "7 apples"])
@pytest.mark.parametrize("name", ["learning_rate", "csv_file"])
def test_esc_restores_and_gives_the_keyboard_back(qtbot: QtBot, name: str, typed: str) -> None:
    control = control_for(TABLE[name])
    window, entry = Window(qtbot, control), entry_of(control)
    before = entry.text()
    entry.setFocus()
    qtbot.keyClicks(entry, typed)
    qtbot.keyClick(entry, Qt.Key.Key_Escape)
    assert entry.text() == before
    assert window.heard == []
    window.press(qtbot)
    assert window.heard == list(KEYS)


def test_a_refused_text_stays_to_be_mended(qtbot: QtBot) -> None:
    control, said = shown(qtbot, TABLE["learning_rate"])
    type_into(qtbot, control.entry, "many")
    assert control.entry.hasFocus()
    assert control.entry.text() == "many"
    type_into(qtbot, control.entry, "0.5")
    assert said == [("learning_rate", 0.5)]
    assert not control._error.isVisible()


@pytest.mark.parametrize(("key", "kept"), [(Qt.Key.Key_Return, 250), (Qt.Key.Key_Escape, 100)])
def test_the_count_of_a_long_step_gives_the_keyboard_back(qtbot: QtBot, key: Qt.Key, kept: int) -> None:
    holder = QWidget()
    count = CountBox(holder)
    window = Window(qtbot, holder)
    count.setFocus()
    count.selectAll()
    qtbot.keyClicks(count, "250")
    qtbot.keyClick(count, key)
    assert (count.value(), count.text(), window.heard) == (kept, str(kept), [])
    window.press(qtbot)
    assert window.heard == list(KEYS)
    assert isinstance(count, QSpinBox)


@of_kind(Number)
def test_a_decimal_comma_is_a_point_but_never_splits_a_whole_number(qtbot: QtBot, spec: Number) -> None:
    control, said = shown(qtbot, spec)
    type_into(qtbot, control.entry, "0,5" if not spec.integer else "1,000")
    if spec.integer:
        assert control._error.isVisible()
        assert said == []
    else:
        assert control.value == 0.5


@pytest.mark.parametrize("text", ["", "0,0,5", "1,000.5", "12 apples"])
def test_a_refusal_speaks_the_words_on_screen_on_one_line(qtbot: QtBot, text: str) -> None:
    control, _ = shown(qtbot, TABLE["learning_rate"])
    control.resize(300, control.sizeHint().height())
    before = control.sizeHint()
    control.entry.setFocus()
    control.entry.clear()
    type_into(qtbot, control.entry, text)
    assert control._error.text() == f"Learning rate must be a number in [0, 100], got {text!r}."
    assert control._error.toolTip() == control._error.text()
    assert control.sizeHint().width() == before.width()
    assert control.sizeHint().height() - before.height() <= 2 * theme.SPACE


@of_kind(Number)
def test_the_ends_of_a_slider_are_written_under_it(qtbot: QtBot, spec: Number) -> None:
    control, _ = shown(qtbot, spec)
    width_of = QFontMetricsF(theme.font(theme.SMALL)).horizontalAdvance
    for width in (64, 160, 300):
        control.slider.resize(width, control.slider.height())
        placed = spread(labels_of(spec), width_of, control.slider._x, width)
        spans = [(left, left + width_of(text)) for left, text in placed]
        assert (spans[0][0] >= 0, spans[-1][1] <= width) == (True, True)
        if width == 300:
            assert all(a[1] < b[0] for a, b in pairwise(spans))
            assert len(placed) >= 3


def test_a_logarithmic_scale_looks_like_one(qtbot: QtBot) -> None:
    control, _ = shown(qtbot, TABLE["learning_rate"])
    assert [text for _, text in labels_of(TABLE["learning_rate"])] == ["0.0001", "0.001", "0.01", "0.1", "1"]
    assert labels_of(TABLE["weight_decay"])[0] == (0.0, "0")
    assert labels_of(TABLE["epsilon"])[0] == (0.0, "10⁻¹⁰")
    image = control.slider.grab().toImage()
    below = {
        image.pixel(x, y) for x in range(image.width()) for y in range(image.height() - 7, image.height())
    }
    assert len(below) > 4  # ink of figures, where not even a tick reaches


def test_a_file_can_be_chosen_before_it_is_in_use(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/data/iris.csv", ""))
    control, said = shown(qtbot, TABLE["csv_file"])
    control.show_config(Config())
    assert not control.entry.isEnabled()
    control.browse_button.click()
    control.browse_button.click()
    assert said == [("csv_file", "/data/iris.csv")] * 2


def test_a_refused_file_gives_way_to_the_one_before(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/data/none.csv", ""))
    control, _ = shown(qtbot, TABLE["csv_file"])
    control.browse_button.click()
    control.show_value("")
    qtbot.waitUntil(lambda: control.entry.text() == "")


def test_offered_names_can_be_picked_and_typed_over(qtbot: QtBot) -> None:
    control, said = shown(qtbot, TABLE["label"])
    assert not control.picker.isVisible()
    control.offer(["petal", "species"])
    assert [control.picker.itemText(i) for i in range(control.picker.count())] == ["petal", "species"]
    control.picker.setFocus()
    qtbot.keyClick(control.picker, Qt.Key.Key_Down)
    assert said == [("label", "petal")]
    assert control.entry.text() == "petal"
    type_into(qtbot, control.entry, "other")
    assert said[-1] == ("label", "other")
    control.offer([])
    assert not control.picker.isVisible()


@of_kind(Text)
def test_an_offer_says_nothing_by_itself(qtbot: QtBot, spec: Spec) -> None:
    control, said = shown(qtbot, spec)
    control.show_value(other_value(spec))
    control.offer(["a", "b"])
    assert (said, control.value) == ([], other_value(spec))


def entry_of(control: Any) -> Any:
    return control.rows[0].entry if hasattr(control, "rows") else control.entry
