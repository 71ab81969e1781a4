"""One mini-batch, stage by stage: what a person does in the panel, on networks that really train."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.last_step import LastStep
from simulator.run import Run
from simulator.snapshot import Snapshot
from tests.ui.snapshots import docked
from ui import export
from ui.panels.equations.panel import EquationsPanel
from ui.panels.equations.stages import LINKS
from ui.panels.equations.terms import number
from ui.panels.focus import Focus

SMALL = Config(examples=120, mini_batch_size=16, hidden_units=(5, 3), dataset="blobs", classes=3)


class Bench:
    """A panel on a run that answers its probes."""

    def __init__(self, qtbot: QtBot, config: Config, steps: int, size: tuple[int, int]) -> None:
        self.run, self.panel = Lockstep(Run(config)), EquationsPanel()
        self.panel.share(Focus(self.panel))
        self.window: QMainWindow = docked(self.panel)
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        self.run.advance(steps)
        self.see()

    def see(self, **changes: object) -> Snapshot:
        seen = replace(self.run.snapshot(self.panel.probes()), **changes)
        self.panel.update(seen)
        self.panel.widget.grab()
        return seen

    def open(self, key: str) -> None:
        self.panel.open_stage([stage.key for stage in self.panel.stages].index(key))
        self.see()

    @property
    def said(self) -> str:
        return self.panel._card.numbers.text


@pytest.fixture
def bench(qtbot: QtBot) -> Callable[..., Bench]:
    kept: list[Bench] = []

    def made(config: Config = SMALL, steps: int = 4, size: tuple[int, int] = (440, 700)) -> Bench:
        kept.append(Bench(qtbot, config, steps, size))
        return kept[-1]

    return made


def test_the_numbers_are_of_the_chosen_unit_and_example(bench: Callable[..., Bench]) -> None:
    on = bench()
    on.open("forward z 2")
    view = on.run.view(LastStep(2))
    assert on.said.endswith(f"= {number(view.z[0, 0])}")
    on.panel.focus.choose_unit(2, 2)
    on.panel.focus.choose(int(view.indices[7]))
    assert on.said.endswith(f"= {number(view.z[2, 7])}")
    assert f"example {view.indices[7]}" in on.panel._card.who.text


def test_an_example_elsewhere_gives_way_to_the_first(bench: Callable[..., Bench]) -> None:
    on = bench()
    on.panel.focus.choose(10**6)
    assert "the first of the mini-batch" in on.panel._card.who.text


def test_a_person_walks_to_the_end_and_the_next_step_begins_anew(bench: Callable[..., Bench]) -> None:
    on = bench()
    seen = [on.panel.stage.key]
    while on.panel.advance_stage():
        on.see()
        assert "=" in on.said, on.panel.stage.key
        seen.append(on.panel.stage.key)
    assert seen == [stage.key for stage in on.panel.stages]
    assert on.panel.stage.kind == "X"
    assert not on.panel.back_stage()
    assert on.panel.advance_stage()
    assert on.panel.back_stage()


def test_the_buttons_go_back_and_forth(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    back, forth = (
        next(b for b in on.panel.widget.findChildren(QToolButton) if b.text() == text) for text in "‹›"
    )
    qtbot.mouseClick(forth, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(forth, Qt.MouseButton.LeftButton)
    assert on.panel.stage.kind == "mu"
    assert on.panel._position.text == f"stage 3 of {len(on.panel.stages)}"
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert on.panel.stage.kind == "z"


def test_the_rail_opens_what_is_clicked_and_obeys_the_keys(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    rail = on.panel._rail
    qtbot.keyClick(rail, Qt.Key.Key_Down)
    assert on.panel.stage.kind == "z"
    below = rail.place.center() + QPoint(0, rail.place.height())
    qtbot.mouseClick(rail, Qt.MouseButton.LeftButton, pos=below)
    assert on.panel.stage.kind == "mu"
    qtbot.keyClick(rail, Qt.Key.Key_End)
    assert on.panel.stage == on.panel.stages[-1]
    qtbot.keyClick(rail, Qt.Key.Key_Home)
    assert on.panel.stage.kind == "X"


def test_the_check_button_is_the_property(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    assert on.panel.by_stage is False
    qtbot.mouseClick(on.panel._check, Qt.MouseButton.LeftButton, pos=QPoint(8, on.panel._check.height() // 2))
    assert on.panel.by_stage is True


def test_it_asks_for_the_layers_of_the_open_stage(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    with qtbot.waitSignal(on.panel.probes_changed):
        on.open("backward da 1")
    assert on.panel.probes() == {LastStep(1), LastStep(2)}
    on.open("update update 3")
    assert on.panel.probes() == {LastStep(3)}


def test_the_focus_and_the_walk_follow_each_other(bench: Callable[..., Bench]) -> None:
    on = bench()
    on.open("forward a 2")
    assert on.panel.focus.layer == 2
    on.panel.focus.choose_unit(1, 4)
    assert on.panel.stage.key == "forward a 1"
    on.see()
    assert on.said.endswith(f"= {number(on.run.view(LastStep(1)).a[4, 0])}")


def test_a_link_names_its_panel(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    on.open("forward z_norm 1")
    with qtbot.waitSignal(on.panel.linked) as said:
        qtbot.mouseClick(on.panel._card.buttons[0], Qt.MouseButton.LeftButton)
    assert said.args == ["histograms"]
    assert LINKS["histograms"] in on.panel._card.buttons[0].text()


def test_numbers_follow_live_but_not_every_frame(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    on.open("forward z 1")
    on.run.advance(1)
    on.see(state="playing")
    before = on.said
    on.run.advance(1)
    on.see(state="playing")
    assert on.said == before
    qtbot.waitUntil(lambda: on.said != before, timeout=1000)
    assert on.said.endswith(number(on.run.view(LastStep(1)).z[0, 0]))


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "rmsprop", "adam"])
@pytest.mark.parametrize("batch_norm", [True, False])
def test_a_live_change_of_the_optimiser_changes_the_walk(
    bench: Callable[..., Bench], optimizer: str, batch_norm: bool
) -> None:
    on = bench(replace(SMALL, batch_norm=batch_norm))
    on.open("update update 1")
    on.run.run.set("optimizer", optimizer)
    on.run.advance(1)
    on.see()
    updates = [stage.kind for stage in on.panel.stages if stage.phase == "Update" and stage.layer == 1]
    kept = {"gradient_descent": 0, "momentum": 1, "rmsprop": 1, "adam": 3}
    assert len(updates) == 1 + kept[optimizer]
    assert on.panel.stage.key == "update update 1"
    assert ("γ" in on.said) is batch_norm


CASES = {
    "no hidden layer": replace(SMALL, hidden_units=(), batch_norm=False),
    "one unit": replace(SMALL, hidden_units=(1,)),
    "m = 1": replace(SMALL, mini_batch_size=1),
    "ten classes": replace(SMALL, classes=10),
    "64 units": replace(SMALL, hidden_units=(64, 64)),
    "float32": replace(SMALL, dtype="float32"),
    "diverging": replace(
        SMALL, batch_norm=False, learning_rate=100.0, optimizer="gradient_descent",
        initialization="large", activation="identity",
    ),
    "all on": replace(SMALL, keep_prob=0.7, weight_decay=0.01, normalize_inputs=False),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", [(440, 700), (160, 120)])
def test_every_stage_survives(bench: Callable[..., Bench], case: str, size: tuple[int, int]) -> None:
    on = bench(CASES[case], 6, size)
    on.panel.focus.choose_unit(1, 60)
    for at in range(0, len(on.panel.stages), 1 if size[0] > 200 else 5):
        on.panel.open_stage(at)
        on.panel.update(on.run.snapshot(on.panel.probes()))
        assert "=" in on.said, on.panel.stage.key
        assert len(on.panel.numbers().columns[0]) > 0
    on.panel.widget.grab()


def test_m_of_one_says_what_it_does(bench: Callable[..., Bench]) -> None:  # claims B2, E2
    on = bench(CASES["m = 1"])
    on.open("forward z_norm 1")
    assert "m = 1" in on.panel._card.who.text
    assert on.said.endswith("= 0")


def test_before_the_first_step_it_says_what_to_do(bench: Callable[..., Bench]) -> None:
    on = bench(steps=0)
    assert "make one step" in on.panel._figure.missing
    assert not on.panel.advance_stage()
    assert len(on.panel.numbers().columns[0]) == 0
    on.run.advance(1)
    on.see()
    assert on.panel._figure.missing == ""
    assert "=" in on.said


def test_another_network_is_walked_anew(bench: Callable[..., Bench]) -> None:
    on = bench()
    on.open("forward a 2")
    on.run.run.set("hidden_units", (4,))
    on.see()
    on.run.advance(1)
    on.see()
    assert max(stage.layer for stage in on.panel.stages) == 2
    assert on.panel.stage in on.panel.stages
    assert "=" in on.said


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".csv"])
def test_exports(bench: Callable[..., Bench], suffix: str, tmp_path: Path) -> None:
    on = bench()
    on.open("forward mu 1")
    QApplication.processEvents()
    written = export.export(on.panel, tmp_path / f"equations{suffix}").read_bytes()
    assert len(written) > 300
    if suffix == ".csv":
        header, *rows = written.decode().splitlines()
        assert header == 'symbol,"index (row, column)",value (no unit)'
        assert len(rows) == 16 + 2
