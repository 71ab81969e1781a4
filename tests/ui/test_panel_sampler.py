"""Any hyperparameter on any scale (claims S1-S3, S5): code that draws these very samples, or why not."""

from __future__ import annotations

import numpy as np
import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import TABLE
from simulator.specs import Text
from tests.ui.hands import LEFT, type_into
from tests.ui.snapshots import docked, snapshot
from ui.panels.sampler.panel import SamplerPanel

DRAWN = [name for name, spec in TABLE.items() if not isinstance(spec, Text)]


@pytest.fixture
def panel(qtbot: QtBot):
    made = SamplerPanel()
    window = docked(made)
    window.resize(760, 480)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    shiboken6.delete(window)


def choose(panel: SamplerPanel, name: str, scale: str = "") -> None:
    """As a person: in the list, then on the button."""
    combo = panel.widget.findChild(QComboBox)
    combo.setCurrentIndex(combo.findData(name))
    combo.activated.emit(combo.currentIndex())
    if scale:
        QTest.mouseClick(panel._tools.scales.buttons[scale], LEFT)


def test_it_stands_before_any_snapshot(panel: SamplerPanel) -> None:
    panel.update(snapshot())
    assert panel._code.code == "learning_rate = 10 ** rng.uniform(-4, 0)"
    assert panel._row.shares.theory == pytest.approx([0.25] * 4)
    assert panel.probes() == frozenset()


def test_every_hyperparameter_but_texts_is_offered(panel: SamplerPanel) -> None:
    combo = panel.widget.findChild(QComboBox)
    assert [combo.itemData(i) for i in range(combo.count())] == DRAWN


@pytest.mark.parametrize("name", DRAWN)
def test_the_copied_code_draws_the_first_sample(panel: SamplerPanel, name: str) -> None:
    choose(panel, name)
    QTest.mouseClick(panel._tools.samples.resample, LEFT)
    QTest.mouseClick(panel._tools.copy, LEFT)
    left: dict[str, object] = {}
    exec(QGuiApplication.clipboard().text(), left)
    first = panel.numbers().columns[0][0]
    assert (repr(left[name]) == first) if isinstance(first, str) else left[name] == pytest.approx(first)
    panel.widget.grab()


def test_a_linear_draw_shows_on_the_tables_own_axis(panel: SamplerPanel) -> None:
    choose(panel, "learning_rate", "linear")
    assert panel._code.code == "learning_rate = rng.uniform(0.0001, 1)"
    assert panel._row.shares.theory[-1] == pytest.approx(0.9, abs=1e-3)
    assert "samples fall in one interval of 4: 0.1 to 1." in panel._note.text
    assert panel._row._names == ("Learning rate (log axis)", "share (%)")


def test_s5_momentum(panel: SamplerPanel) -> None:
    choose(panel, "momentum")
    assert panel._code.code == "momentum = 1 - 10 ** -rng.uniform(-np.log10(1 - 0.5), 3)"
    assert panel._tools.scales.value == "one_minus_log"


@pytest.mark.parametrize(
    ("name", "scale", "sentence"),
    [
        ("decay_rate", "log", "Learning-rate decay: The log scale has no place for 0: log 0 is −∞."),
        ("keep_prob", "one_minus_log", "Dropout keep-prob: The 1 − log scale has no place for 1:"),
        ("seed", "power_of_two", "Seed: The power of two scale has no place for 0"),
    ],
)
def test_an_impossible_scale_is_said_in_a_sentence(
    panel: SamplerPanel, name: str, scale: str, sentence: str
) -> None:
    choose(panel, name, scale)
    assert panel._row.words.message.startswith(sentence)
    assert not panel._tools.copy.isEnabled()
    assert list(panel.numbers().rows()) == []
    panel._copy()
    assert panel._row.interval_at(0.5) is None
    panel._row.pointed.emit(0.5, 0.5)
    panel._samples.one_more()
    panel.widget.grab()
    choose(panel, name, "linear")
    assert panel._row.words.message == ""
    assert panel._tools.copy.isEnabled()


def test_the_range_is_typed_within_the_bounds(panel: SamplerPanel, qtbot: QtBot) -> None:
    low, high = panel._tools.range.entries
    type_into(qtbot, low, "0.001")
    assert panel._code.code == "learning_rate = 10 ** rng.uniform(-3, 0)"
    type_into(qtbot, high, "0.0005")
    assert panel._row.words.message == "Learning rate: Low must be less than high, got 0.001 and 0.0005."
    type_into(qtbot, high, "0.5")
    assert panel._code.code == "learning_rate = 10 ** rng.uniform(-3, np.log10(0.5))"
    type_into(qtbot, low, "-3")
    assert panel._tools._error.text() == "Low of Learning rate must be a number in [0, 100], got -3.0."
    assert panel._code.code == "learning_rate = 10 ** rng.uniform(-3, np.log10(0.5))"
    type_into(qtbot, low, "0")
    assert "log 0 is −∞" in panel._row.words.message
    choose(panel, "learning_rate")
    assert panel._code.code == "learning_rate = 10 ** rng.uniform(-4, 0)"


def test_a_choice_is_drawn_evenly_and_has_no_scale(panel: SamplerPanel) -> None:
    choose(panel, "optimizer")
    assert not panel._tools.scales.isEnabled()
    assert panel._tools.range.entries == []
    assert panel._row.shares.theory == pytest.approx([0.25] * 4)
    assert panel._note.text.startswith("A choice has no scale: each gets 25 %.")
    assert [text for _, text in panel._row._labels] == list(TABLE["optimizer"].labels.values())
    assert set(panel.numbers().columns[0]) == {repr(value) for value in TABLE["optimizer"].choices}
    choose(panel, "batch_norm")
    assert [text for _, text in panel._row._labels] == ["off", "on"]


def test_hidden_units_are_drawn_a_layer_at_a_time(panel: SamplerPanel) -> None:
    choose(panel, "hidden_units")
    assert panel._code.code == "hidden_units = 2 ** round(rng.uniform(0, 6))"
    assert all(value == int(value) for value in panel.numbers().columns[0])


def test_hovering_reads_an_interval(panel: SamplerPanel) -> None:
    panel._row.pointed.emit(0.3, 10.0)
    found = panel._row.shares
    assert panel._note.text.startswith(f"0.001 to 0.01: {found.counts[1]} of 400 samples")
    choose(panel, "hidden_layers")
    panel._row.pointed.emit(0.5, 10.0)
    assert panel._note.text.startswith("3: ")


def test_says_what_rounding_does_to_the_ends(panel: SamplerPanel) -> None:
    choose(panel, "mini_batch_size")
    assert panel._note.text.startswith("Rounding gives 1 and 512, the ends, half the share of others.")
    theory = panel._row.shares.theory
    assert theory[[0, -1]] == pytest.approx(theory[1] / 2)
    assert [text for _, text in panel._row._labels] == [str(2**k) for k in range(10)]


def test_dots_of_few_whole_numbers_stay_in_their_own_interval(panel: SamplerPanel) -> None:
    choose(panel, "hidden_layers")
    heap = panel._row.picture.heap
    inside = np.searchsorted(heap.edges, heap.x, "right") - 1
    assert np.array_equal(inside, panel.numbers().columns[0])


@pytest.mark.parametrize("size", [(240, 200), (420, 320), (1400, 800)])
def test_tools_keep_their_words_at_every_size(panel: SamplerPanel, size: tuple[int, int]) -> None:
    panel.widget.window().resize(*size)
    choose(panel, "optimizer")
    choose(panel, "epsilon")
    QApplication.processEvents()
    for entry in panel._tools.range.entries:
        assert entry.width() >= 60
    panel.widget.grab()
