"""Every panel survives every snapshot, shows it, and gives the same numbers back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import shiboken6
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from simulator.snapshot import Confusion, MiniBatch, Points, Snapshot, Surface
from tests.ui.real import RUNS, SYNTHETIC, as_new, make, real
from tests.ui.snapshots import broken, docked, snapshot, untrained
from ui import theme
from ui.panels import PANELS, Panel
from ui.panels.framework_panel import FrameworkPanel
from ui.panels.standalone import StandalonePanel

CASES = {
    "usual": snapshot,
    "tiny": lambda: snapshot(classes=2, hidden=(), examples=1, batch=1, steps=1),
    "one unit": lambda: snapshot(classes=2, hidden=(1,), examples=5, batch=1, steps=2),
    "untrained": untrained,
    "broken": broken,
    "ten classes": lambda: snapshot(classes=10),
    "twenty classes": lambda: snapshot(classes=20, examples=400),
    "wide": lambda: snapshot(hidden=(64, 64), features=64, classes=10),
    "no views": lambda: replace(snapshot(), views={}),
    "long": lambda: snapshot(steps=20_000),
}
LONG = "long", "twenty classes", "no views"
RUN_PANELS = [kind for kind in PANELS if not issubclass(kind, StandalonePanel)]
SHOWN = [
    pytest.param(kind, case, id=f"{kind.key}-{case}", marks=pytest.mark.thorough if case in LONG else ())
    for kind in RUN_PANELS
    for case in dict.fromkeys((*CASES, *RUNS))
    if kind.key in SYNTHETIC or case != "twenty classes"  # made up: to the others it is "no views" again
]
SIZES = ((400, 300), (150, 90), (1000, 700))


@pytest.fixture(scope="module", params=PANELS, ids=lambda panel: panel.key)
def kept(request: pytest.FixtureRequest) -> Iterator[Panel]:
    """A panel on screen in its dock."""
    yield from on_screen(request.param)


@pytest.fixture
def panel(kept: Panel) -> Panel:
    """One that has forgotten what other tests had shown it."""
    show_at(kept.widget.window(), (400, 300))
    kept.forget()
    return kept


@pytest.fixture
def run_panel(request: pytest.FixtureRequest) -> Iterator[Panel]:
    """A new one that shows a run."""
    yield from on_screen(request.param)


def on_screen(kind: type[Panel]) -> Iterator[Panel]:
    made = make(kind)
    window = docked(made)
    show_at(window, (400, 300))
    yield made
    shiboken6.delete(window)  # now: every window still alive is styled anew when a theme is worn


def show_at(widget: QWidget, size: tuple[int, int]) -> None:
    widget.resize(*size)
    widget.show()
    QApplication.processEvents()


def colours_in(widget: QWidget) -> int:
    """How many different colours a widget's picture holds."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return len(np.unique(np.frombuffer(image.constBits(), dtype=np.uint32)))


def shown(panel: Panel, case: str) -> Snapshot:
    """A snapshot with what the panel asks for, made up or of a run of its own."""
    if panel.key in SYNTHETIC and case in CASES:
        return as_new(made_up(case))
    return real(panel, case) if case in RUNS else replace(real(panel), views={})


@cache
def made_up(case: str) -> Snapshot:
    return CASES[case]()


@pytest.mark.thorough
@pytest.mark.parametrize(("run_panel", "case"), SHOWN, indirect=["run_panel"])
def test_survives_any_run_and_any_other_after_it(run_panel: Panel, case: str) -> None:
    for size in SIZES:
        show_at(run_panel.widget.window(), size)
        run_panel.update(shown(run_panel, case))
        QApplication.processEvents()
    run_panel.numbers().to_csv()
    show_at(run_panel.widget.window(), SIZES[0])
    begun = shown(run_panel, case).run_id
    for run_id, other in enumerate(("usual", case, "untrained"), begun + 1):
        run_panel.update(replace(shown(run_panel, other), run_id=run_id))
        QApplication.processEvents()


def test_survives_any_size(panel: Panel) -> None:
    for size in SIZES:
        show_at(panel.widget.window(), size)
    panel.numbers().to_csv()


def test_draws_something(panel: Panel) -> None:
    panel.update(shown(panel, "usual"))
    QApplication.processEvents()
    assert colours_in(panel.widget) > 10


def test_keeps_the_last_view_until_the_next_comes(panel: Panel) -> None:
    whole = shown(panel, "usual")
    panel.update(whole)
    before = panel.numbers().to_csv()
    panel.update(replace(whole, views={}))
    assert panel.numbers().to_csv() == before


def test_forgets_a_run_that_was_dropped(panel: Panel) -> None:
    panel.update(shown(panel, "usual"))
    before = list(panel.numbers().rows())
    after = replace(shown(panel, "untrained"), run_id=99, views={})
    panel.update(after)
    if isinstance(panel, FrameworkPanel):  # a program is of settings and data, which are there at step 0
        fresh = make(type(panel))
        fresh.update(after)
        assert list(panel.numbers().rows()) == list(fresh.numbers().rows())
    else:  # what shows no run has none to forget
        assert list(panel.numbers().rows()) == (before if isinstance(panel, StandalonePanel) else [])


@pytest.mark.thorough
def test_every_panel_wears_every_theme(qapp: QApplication) -> None:
    panels = [kind() for kind in PANELS]
    windows = [docked(panel) for panel in panels]  # all at once: wearing a theme styles every widget alive
    for panel, window in zip(panels, windows, strict=True):
        show_at(window, (400, 300))
        panel.update(shown(panel, "usual"))
    for name in ("dark", "light"):
        theme.apply_theme(qapp, name)
        QApplication.processEvents()
        for panel in panels:
            corner = panel.widget.grab().toImage().pixelColor(2, panel.widget.height() - 2)
            assert corner == theme.current().colour("raised"), panel.key
    for window in windows:
        shiboken6.delete(window)


@pytest.mark.parametrize("kind", PANELS, ids=lambda panel: panel.key)
def test_says_what_it_is(kind: type[Panel]) -> None:
    assert kind.title
    assert kind.about.endswith(".")
    assert len({other.key for other in PANELS}) == len(PANELS)
    assert not issubclass(kind, QWidget)


def test_asks_for_no_more_than_it_reads(panel: Panel) -> None:
    """Updating from its own probes alone shows the same numbers as from all of them."""
    whole = shown(panel, "usual")
    panel.update(whole)
    everything = panel.numbers().to_csv()
    panel.forget()
    panel.update(replace(whole, views={probe: whole.views[probe] for probe in panel.probes()}))
    assert panel.numbers().to_csv() == everything


# Numbers are the snapshot's -------------------------------------------------------------------------


def numbers(key: str, of: object) -> dict[str, list]:
    panel = next(kind for kind in PANELS if kind.key == key)()
    panel.update(of)
    table = panel.numbers()
    return dict(zip(table.headers, (column.tolist() for column in table.columns), strict=True))


def test_cost_numbers() -> None:
    run = snapshot(steps=500)
    table = numbers("cost", run)
    assert table["step t"] == list(range(501))
    assert table["mini-batch loss (nats)"] == [None, *run.series.loss.tolist()]
    taken = [cost for cost in table["cost J dev (nats)"] if cost is not None]
    assert taken == run.series.cost_dev.tolist()


def test_accuracy_numbers() -> None:
    run = snapshot()
    assert numbers("accuracy", run)["accuracy dev (%)"] == (100 * run.series.accuracy_dev).tolist()


def test_boundary_numbers() -> None:
    view = snapshot().views[Points()]
    table = numbers("boundary", snapshot())
    assert table[view.axes[0]] == view.uv[0].tolist()
    assert table["class y"] == view.y.tolist()


def test_confusion_numbers() -> None:
    matrix = snapshot().views[Confusion()].matrix
    assert numbers("confusion", snapshot())["predicted class 1 (examples)"] == matrix[:, 1].tolist()


def test_network_numbers() -> None:
    table = numbers("network", snapshot(hidden=(3,)))
    count = 3 * 2 + 3 + 3 + 4 * 3 + 4
    assert len(table["value"]) == count
    assert set(table["parameter"]) == {"W1", "gamma1", "beta1", "W2", "b2"}


def test_mini_batch_numbers() -> None:
    view = snapshot().views[MiniBatch()]
    assert numbers("mini_batch", snapshot())["loss (nats)"] == view.loss.tolist()


def test_an_empty_surface_view_leaves_the_last_one() -> None:
    panel = next(kind for kind in PANELS if kind.key == "boundary")()
    whole = snapshot()
    panel.update(whole)
    QApplication.processEvents()
    before = panel.widget.grab().toImage()
    panel.update(replace(whole, views={probe: v for probe, v in whole.views.items() if probe != Surface()}))
    assert panel.widget.grab().toImage() == before
