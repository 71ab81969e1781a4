"""The form and the transport: what they show, what they say, and that they fit."""

from __future__ import annotations

import dataclasses
import math
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolBar, QWidget
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import GROUPS, TABLE, Config
from simulator.snapshot import DataSummary, Snapshot, empty_series
from ui import theme
from ui.controls.form import WIDTH, HyperparameterForm
from ui.controls.transport import FASTEST, SLOWEST, Transport, speed_at, unit_of_speed

KEYS = ("play", "step", "step_many", "epoch", "reset", "new_seed")


def snapshot(**changes: object) -> Snapshot:
    nothing = dict.fromkeys(("cost_train", "cost_dev", "accuracy_train", "accuracy_dev"), math.nan)
    data = DataSummary("Spirals", "made", ("x1", "x2"), ("0", "1"), (600, 200, 200))
    start = Snapshot(
        run_id=1, step=0, epoch=0, batch=0, batches=10, config=Config(), alpha=0.01, data=data,
        series=empty_series(), **nothing,
    )  # fmt: skip
    return dataclasses.replace(start, **changes)


@pytest.fixture
def form(qtbot: QtBot) -> HyperparameterForm:
    made = HyperparameterForm()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def transport(qtbot: QtBot) -> Transport:
    made = Transport({key: QAction(key) for key in KEYS})
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_hyperparameter_has_its_row_under_its_heading(form: HyperparameterForm) -> None:
    assert list(form.controls) == list(TABLE)
    assert list(form.sections) == list(GROUPS)
    for name, control in form.controls.items():
        assert form.sections[TABLE[name].group].isAncestorOf(control)


def test_a_config_is_shown_in_silence(form: HyperparameterForm, qtbot: QtBot) -> None:
    config = Config(learning_rate=0.3, hidden_units=(5, 4, 3), optimizer="momentum", batch_norm=False)
    with qtbot.assertNotEmitted(form.changed):
        form.show_config(config)
    shown = {name: control.value for name, control in form.controls.items()}
    assert shown == {**dataclasses.asdict(config), "hidden_layers": 3}
    assert form.controls["momentum"].isEnabled()
    assert not form.controls["bn_epsilon"].isEnabled()


def test_a_change_by_hand_is_passed_on(form: HyperparameterForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.changed) as heard:
        form.controls["noise"].slider.setValue(5000)
    assert heard.args == ["noise", 0.5]


def test_sections_fold(form: HyperparameterForm) -> None:
    assert form.controls["learning_rate"].isVisible()
    form.sections["tier 1"].heading.click()
    assert not form.controls["learning_rate"].isVisible()
    assert not form.controls["seed"].isVisible()
    form.sections["reproducibility"].heading.click()
    assert form.controls["seed"].isVisible()


def test_keeping_weights_is_a_choice(form: HyperparameterForm) -> None:
    assert not form.keep_weights
    form._keep_weights.click()
    assert form.keep_weights


def test_every_row_fits_the_narrow_form(form: HyperparameterForm) -> None:
    room = WIDTH - 5 * theme.SPACE
    for control in form.controls.values():
        assert control.minimumSizeHint().width() <= room, control.spec.name


@pytest.mark.parametrize(
    ("key", "signal", "said"),
    [
        ("play", "played", []), ("step", "stepped", [1]), ("step_many", "stepped", [250]),
        ("epoch", "epoch_stepped", []), ("reset", "reset_asked", []), ("new_seed", "seed_asked", []),
    ],
)  # fmt: skip
def test_actions_become_wishes(
    transport: Transport, qtbot: QtBot, key: str, signal: str, said: list[int]
) -> None:
    transport.count.setValue(250)
    with qtbot.waitSignal(getattr(transport, signal)) as heard:
        transport._actions[key].trigger()
    assert heard.args == said


def test_play_pauses_what_plays(transport: Transport, qtbot: QtBot) -> None:
    transport.show_snapshot(snapshot(state="playing"))
    with qtbot.waitSignal(transport.paused), qtbot.assertNotEmitted(transport.played):
        transport._actions["play"].trigger()


def test_read_outs_say_where_the_run_stands(transport: Transport) -> None:
    transport.show_snapshot(
        snapshot(step=12345, epoch=38, cost_train=0.34567, cost_dev=2.5e7, accuracy_dev=0.934,
                 state="diverged", message="The cost is not finite.", steps_per_second=10532.0)
    )  # fmt: skip
    transport.show_frame_rate(61.7)
    said = {name: readout.text for name, readout in transport.readouts.items()}
    assert said == {
        "step": "12,345", "epoch": "38", "cost_train": "0.3457", "cost_dev": "2.5e+07",
        "accuracy_dev": "93.4 %", "steps_per_second": "10,532", "frame_rate": "62",
    }  # fmt: skip
    assert transport.badge.state == "diverged"
    assert transport.badge.toolTip() == "The cost is not finite."


def test_no_dev_set_is_a_dash(transport: Transport) -> None:
    transport.show_snapshot(snapshot())
    assert transport.readouts["cost_dev"].text == "–"
    assert transport.readouts["accuracy_dev"].text == "–"


def test_read_outs_keep_their_width(transport: Transport) -> None:
    places = []
    for step, cost in ((0, math.nan), (9_999_999, 999.9999), (11, math.inf)):
        transport.show_snapshot(
            snapshot(step=step, cost_train=cost, cost_dev=cost, steps_per_second=step / 10)
        )
        transport.layout().activate()
        places.append([readout.geometry() for readout in transport.readouts.values()])
    assert places[0] == places[1] == places[2]


def test_speed_runs_from_a_step_a_second_to_flat_out(transport: Transport, qtbot: QtBot) -> None:
    assert (speed_at(0.0), speed_at(unit_of_speed(FASTEST)), speed_at(1.0)) == (SLOWEST, FASTEST, None)
    for speed in (1.0, 2.0, 60.0, 700.0, None):
        assert speed_at(unit_of_speed(speed)) == speed
    with qtbot.assertNotEmitted(transport.speed_changed):
        transport.show_speed(60.0)
    with qtbot.waitSignal(transport.speed_changed) as heard:
        transport.speed.setValue(transport.speed.maximum())
    assert heard.args == [None]


def test_the_transport_fits_a_small_laptop(transport: Transport) -> None:
    assert transport.minimumSizeHint().width() <= 980


@pytest.mark.parametrize(
    ("width", "gone"),
    [
        (1600, set()), (1180, {"frame_rate"}),
        (1024, {"frame_rate", "steps_per_second", "epoch"}),
        (900, {"frame_rate", "steps_per_second", "epoch", "accuracy_dev"}),
    ],
)  # fmt: skip
def test_a_narrow_window_drops_the_least_missed(qtbot: QtBot, width: int, gone: set[str]) -> None:
    window, transport = in_a_window(qtbot)
    window.resize(1600, 700)
    window.resize(width, 700)
    qtbot.waitUntil(lambda: hidden_of(transport) == gone)
    assert window.width() == width
    assert transport.geometry().right() < width
    shown = [widget for widget in transport.findChildren(QWidget) if widget.isVisible()]
    siblings = [(a, b) for a, b in combinations(shown, 2) if a.parent() is b.parent()]
    assert not [(a, b) for a, b in siblings if a.geometry().intersects(b.geometry())]


def test_what_a_narrow_window_dropped_comes_back(qtbot: QtBot) -> None:
    window, transport = in_a_window(qtbot)
    window.resize(900, 700)
    qtbot.waitUntil(lambda: len(hidden_of(transport)) == 4)
    window.resize(1600, 700)
    qtbot.waitUntil(lambda: not hidden_of(transport))


@pytest.mark.parametrize(
    ("speed", "text"), [(1.0, "1 step/s"), (30.0, "30 steps/s"), (1000.0, "1000 steps/s"), (None, "flat out")]
)
def test_the_speed_is_said_beside_its_slider(transport: Transport, speed: float | None, text: str) -> None:
    transport.show_speed(speed)
    assert transport._speed_text.text() == text
    assert transport._speed_text.sizeHint().width() <= transport._speed_text.width()


def test_captions_are_big_enough_to_read(form: HyperparameterForm, transport: Transport) -> None:
    labels = [*transport.findChildren(QLabel), *form.findChildren(QLabel)]
    assert min(QFontInfo(label.font()).pixelSize() for label in labels) >= 12
    assert QFontInfo(theme.font(0.1)).pixelSize() >= 12


def in_a_window(qtbot: QtBot) -> tuple[QMainWindow, Transport]:
    window, bar = QMainWindow(), QToolBar(movable=False)
    transport = Transport({key: QAction(key, window) for key in KEYS})
    qtbot.addWidget(window)
    bar.addWidget(transport)
    window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
    window.show()
    return window, transport


def hidden_of(transport: Transport) -> set[str]:
    return {name for name, readout in transport.readouts.items() if readout.isHidden()}


def test_both_themes_paint_without_a_word(
    qapp: QApplication, form: HyperparameterForm, transport: Transport
) -> None:
    for name in ("dark", "light"):
        theme.apply_theme(qapp, name)
        assert not form.grab().isNull()
        assert not transport.grab().isNull()
