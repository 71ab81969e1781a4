"""Two classes are the sigmoid of the difference of their z (claim X4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.probes.example import Example, stages
from simulator.snapshot import Snapshot
from tests.ui.real import real
from tests.ui.snapshots import docked
from ui.drawing.softmax_words import times_ten
from ui.export import export
from ui.panels.sigmoid.panel import SigmoidPanel


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., SigmoidPanel]]:
    """Opens the panel in a dock showing a run of `tests.ui.real`."""
    windows = []

    def open_panel(case: str = "tiny", size: tuple[int, int] = (640, 480)) -> SigmoidPanel:
        panel = SigmoidPanel()
        panel.share(panel.focus)
        window = docked(panel)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        panel.update(real(panel, case))
        QApplication.processEvents()
        return panel

    yield open_panel
    for window in windows:
        window.close()


def with_z(snapshot: Snapshot, z: list[float]) -> Snapshot:
    view = snapshot.views[Example(0)]
    with np.errstate(invalid="ignore"):
        return replace(snapshot, views={Example(0): replace(view, softmax=stages(z, 0))})


def test_two_classes(opened: Callable[..., SigmoidPanel]) -> None:
    panel = opened()
    z, a = (getattr(real(panel, "tiny").views[Example(0)].softmax, name) for name in ("z", "a"))
    *_, d, softmax, sigmoid, difference = (column[0] for column in panel.numbers().columns)
    assert softmax == pytest.approx(a[1], abs=1e-15)
    assert sigmoid == pytest.approx(1 / (1 + np.exp(z[0] - z[1])), abs=1e-15)
    assert abs(difference) < 1e-15
    assert d == z[1] - z[0]
    said = [label.text for label in panel._equality.values]
    assert said == [f"{a[1]:.6f}"] * 2
    assert panel._equality.difference.text == times_ten(difference)
    assert not panel._tools.isVisible()


def test_the_example_is_on_the_curve(opened: Callable[..., SigmoidPanel]) -> None:
    panel = opened()
    d, p = panel._plot.point
    x, sigma = panel._plot._curve.getData()
    np.testing.assert_allclose(sigma, 1 / (1 + np.exp(-x)), rtol=1e-12)
    assert p == pytest.approx(np.interp(d, x, sigma), abs=2e-3)
    assert panel._plot.plot.getViewBox().viewRange()[0] == [-6, 6]


def test_any_two_of_more_classes(opened: Callable[..., SigmoidPanel]) -> None:
    panel = opened("usual")
    a = real(panel).views[Example(0)].softmax.a
    assert panel._tools.isVisible()
    box = panel._boxes[1]
    box.setCurrentIndex(3)
    box.activated.emit(3)
    softmax, sigmoid = (panel.numbers().columns[i][0] for i in (4, 5))
    assert softmax == pytest.approx(a[3] / (a[0] + a[3]), abs=1e-15)
    assert sigmoid == pytest.approx(softmax, abs=1e-15)
    assert panel._plot.plot.getAxis("bottom").labelText == "z₃ − z₀"
    assert f"together have {a[0] + a[3]:.3f}" in panel._note.text


def test_a_class_against_itself_changes_places(opened: Callable[..., SigmoidPanel]) -> None:
    panel = opened("usual")
    panel._boxes[1].setCurrentIndex(0)
    panel._boxes[1].activated.emit(0)
    assert [box.currentIndex() for box in panel._boxes] == [1, 0]
    panel.update(replace(real(panel, "tiny"), run_id=9))
    assert panel._plot.plot.getAxis("bottom").labelText == "z₁ − z₀"  # two classes: as in the notes


def test_far_apart(opened: Callable[..., SigmoidPanel]) -> None:
    panel = opened()
    panel.update(with_z(real(panel, "tiny"), [0.0, 800.0]))
    panel.widget.grab()
    assert panel._plot.point == (800.0, 1.0)
    assert panel._plot.plot.getViewBox().viewRange()[0][1] >= 800


@pytest.mark.parametrize("z", [[np.nan, 1.0], [np.inf, 0.0], [-np.inf, np.inf]])
def test_no_numbers(opened: Callable[..., SigmoidPanel], z: list[float]) -> None:
    panel = opened()
    panel.update(with_z(real(panel, "tiny"), z))
    panel.widget.grab()
    assert panel._plot.point is None
    assert [label.text for label in panel._equality.values] == ["–", "–"]
    assert "diverged" in panel._note.text


def test_follows_the_focus(opened: Callable[..., SigmoidPanel]) -> None:
    panel = opened()
    panel.focus.choose(4)
    panel.update(real(panel, "tiny"))
    assert panel._note.text.startswith("Example 4:")


@pytest.mark.parametrize("case", ["one unit", "untrained", "broken", "ten classes", "wide"])
def test_every_run(opened: Callable[..., SigmoidPanel], case: str) -> None:
    panel = opened(case, (420, 320))
    panel.widget.grab()
    assert len(list(panel.numbers().rows())) == (case != "broken")  # whose z are no numbers
    panel.update(replace(real(panel, "tiny"), run_id=8))
    assert not panel._tools.isVisible()


def test_no_example_says_so(opened: Callable[..., SigmoidPanel]) -> None:
    panel = opened()
    panel.forget()
    panel.widget.grab()
    assert "No example yet" in panel._note.text
    assert list(panel.numbers().rows()) == []


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".csv"])
def test_exports(opened: Callable[..., SigmoidPanel], tmp_path, suffix: str) -> None:
    panel = opened()
    written = export(panel, tmp_path / f"sigmoid{suffix}").read_bytes()
    if suffix == ".svg":
        assert panel._equality.values[0].text.encode() in written
    if suffix == ".csv":
        assert "difference" in written.decode().splitlines()[0]
