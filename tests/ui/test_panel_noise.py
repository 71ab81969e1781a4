"""Noise of μ and σ² (claims W4, W5): the funnel, the law 1/√m, and dropout beside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from simulator.probes.noise import Noise
from tests.ui.hands import LEFT
from tests.ui.snapshots import docked
from tests.ui.why_views import noise, real, why, with_view
from ui.panels.noise import words as noise_words
from ui.panels.noise.panel import NoisePanel

PROBE = Noise()


@pytest.fixture
def panel():
    made = NoisePanel()
    window = docked(made)
    window.resize(640, 480)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def test_dots_are_means_of_mini_batches(panel: NoisePanel) -> None:
    panel.update(why())
    x, y = panel._funnel.dots.getData()
    view = noise()
    assert len(x) == 40 * len(view.sizes)
    assert set(y.tolist()) <= set(view.mu.ravel().tolist())
    assert np.abs(x - np.repeat(np.log2(view.sizes), 40)).max() < 0.5


def test_the_funnel_is_the_law(panel: NoisePanel) -> None:
    panel.update(why())
    funnel = panel._funnel.funnel
    assert funnel._law[0] == pytest.approx(noise().sigma)
    assert funnel._law[-1] == pytest.approx(noise().law[-1])
    assert funnel._centre[0] == pytest.approx(noise().mu[-1].mean())


def test_the_law_is_straight_with_slope_one_half(panel: NoisePanel) -> None:
    panel.update(why())
    x, y = panel._spread._curves["law"].getData()
    assert np.diff(y) / np.diff(x) == pytest.approx(-0.5 * np.log10(2))


def test_says_that_four_times_the_examples_halve_it(panel: NoisePanel) -> None:
    panel.update(why())
    QTest.mouseClick(panel._side.buttons["spread"], LEFT)
    view = noise()
    ratio = view.spread_mu[4] / view.spread_mu[6]
    assert panel._finding.headline == f"{ratio:.1f}× less for 4× m"
    assert "of 64 examples" in panel._finding.sentence
    assert panel._spread.isVisible()
    assert not panel._dropout.isVisible()


def test_says_how_much_lighter_than_dropout(panel: NoisePanel) -> None:
    panel.update(why())
    assert panel._finding.headline == "8.2× lighter"
    assert "by 0.050 with its mini-batch (m = 64), by 0.41 with dropout" in panel._finding.sentence
    panel.update(with_view(why(), PROBE, replace(noise(), dropout_noise=0.025, dropout=True)))
    assert panel._finding.headline == "2.0× heavier"
    assert "off in this run" not in panel._finding.sentence


def test_a_wide_panel_shows_all_three(panel: NoisePanel) -> None:
    panel.update(why())
    panel.widget.window().resize(1100, 500)
    QApplication.processEvents()
    assert panel._spread.isVisible()
    assert panel._dropout.isVisible()
    assert not panel._side.isVisible()
    assert len(panel._readout._entries) == 5


def test_the_runs_m_is_marked(panel: NoisePanel) -> None:
    panel.update(with_view(why(), PROBE, noise(m=16)))
    assert [mark.x for mark in panel._funnel.marks.marks] == [4.0]
    assert panel._readout.lead == "m = 16"


def test_a_hand_reads_a_size(panel: NoisePanel) -> None:
    panel.update(why())
    plot = panel._dropout
    box = plot.getViewBox()
    middle = box.viewRect().center()
    place = plot.mapFromScene(box.mapViewToScene(type(middle)(3.1, middle.y())))
    QTest.mouseMove(plot.viewport(), place)
    QApplication.processEvents()
    assert panel._readout.lead == "m = 8"
    assert panel._funnel.cursor.isVisible()
    plot.left.emit()
    assert panel._readout.lead == "m = 64"


def test_chooses_through_the_focus(panel: NoisePanel) -> None:
    panel.update(why())
    layer = next(box for box in panel.widget.findChildren(QComboBox) if box.accessibleName() == "Layer")
    QTest.keyClick(layer, Qt.Key.Key_Down)
    assert panel.focus.layer == 2
    assert panel.probes() == {Noise(2, 0)}


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (noise(hidden=()), noise_words.NO_LAYER),
        (replace(noise(), spread_mu=np.full(10, np.nan), mu=np.full((10, 100), np.nan), sigma=np.nan,
                 law=np.full(10, np.nan)), noise_words.DIVERGED),
    ],
    ids=["no hidden layer", "diverged"],
)  # fmt: skip
def test_says_what_is_missing(panel: NoisePanel, view, words: str) -> None:
    panel.update(with_view(why(), PROBE, view))
    panel.widget.grab()
    assert panel._funnel.words.message == words
    assert panel._finding.text == ""


def test_without_batch_norm_there_is_the_law_and_an_advice(panel: NoisePanel) -> None:
    panel.update(with_view(why(), PROBE, noise(batch_norm=False)))
    panel.widget.grab()
    assert panel._dropout.words.message == noise_words.OFF
    assert len(panel._spread._curves["mu"].getData()[0])
    panel.update(why())
    assert panel._dropout.words.message == ""


def test_one_example_has_no_company(panel: NoisePanel) -> None:
    panel.update(with_view(why(), PROBE, noise(m=1)))
    panel.widget.grab()
    assert panel._finding.sentence == noise_words.ALONE
    panel.update(real({PROBE}, steps=3, mini_batch_size=1))
    assert panel._finding.sentence == noise_words.ALONE


@pytest.mark.parametrize(
    "shape",
    [{}, {"hidden_units": ()}, {"hidden_units": (1,)}, {"mini_batch_size": 1}, {"classes": 10},
     {"hidden_units": (64,)}, {"batch_norm": False}, {"keep_prob": 0.5}], ids=str,
)  # fmt: skip
def test_shows_a_real_run(panel: NoisePanel, shape: dict) -> None:
    for run_id, steps in enumerate((0, 5), 10):
        panel.update(replace(real({PROBE}, steps=steps, **shape), run_id=run_id))
        panel.widget.grab()
        sizes = panel.numbers().columns[0]
        assert len(sizes) == 0 if shape.get("hidden_units") == () else len(sizes) > 3


def test_forgets(panel: NoisePanel) -> None:
    panel.update(why())
    panel.update(replace(why(), run_id=2, views={}))
    assert list(panel.numbers().rows()) == []
    assert panel._finding.text == ""
    assert not len(panel._funnel.dots.getData()[0])
