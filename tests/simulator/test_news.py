"""What a window is told of a tree: whoever goes on from that goes on bit for bit."""

from __future__ import annotations

import pickle
import random

import pytest

from simulator.hyperparameters import Config
from simulator.news import Reporter, take
from simulator.past import COARSE
from simulator.run import Run
from simulator.tree import Tree
from tests.simulator.programs import SETTINGS, begun, live_on, stands


class Told:
    """A run, and the tree as a window has it that is told of it now and then."""

    def __init__(self, **settings: object) -> None:
        self.run, self.window, self.reporter = begun(**settings), Tree(), Reporter()
        self.reporter.listen(self.run.tree)
        self.tell()

    def tell(self) -> None:
        take(self.window, self.reporter.news(self.run.tree))

    def gone_on(self, tree: Tree) -> Run:
        """What another engine makes of a tree."""
        run = Run(Config())
        run.open(pickle.loads(pickle.dumps(tree)), self.run.place)
        return run


@pytest.mark.parametrize("seed", range(5, 25))
def test_many_deeds_told_at_once_lead_to_the_same_bits(seed: int) -> None:
    told, rng = Told(**SETTINGS[seed % len(SETTINGS)]), random.Random(seed)
    for _ in range(5):
        live_on(told.run, rng, rng.randrange(1, 8))
        told.tell()
        assert stands(told.gone_on(told.window)) == stands(told.gone_on(told.run.tree))


def test_of_a_drag_before_the_first_step_the_last_value_is_what_was_trained_with() -> None:
    told = Told()
    told.run.gesture = 7
    for alpha in (0.02, 0.03, 0.05):
        told.run.set("learning_rate", alpha)
    told.tell()
    told.run.advance(20)
    told.tell()
    assert [c.config.learning_rate for c in told.window.pasts[0] if c.edits] == [0.05]
    assert stands(told.gone_on(told.window))["arrays"] == stands(told.run)["arrays"]


def test_the_checkpoints_a_window_has_grow_apart_where_they_take_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told(hidden_units=())
    told.run.advance(2)
    most = 14 * told.run.checkpoint().nbytes
    monkeypatch.setattr("simulator.tree.BUDGET", most)
    while told.run.t < 20_000:
        told.run.advance(1000)
        told.tell()
    assert told.window.pasts[0].nbytes <= most
    told.run.rewind(5_000)
    assert stands(told.gone_on(told.window))["arrays"] == stands(told.run)["arrays"]


def test_a_place_that_was_kept_is_more_to_be_saved() -> None:
    told = Told()
    told.run.advance(3)
    told.tell()
    version = told.window.version
    told.tell()
    assert told.window.version == version
    told.run.keep()
    told.tell()
    assert told.window.version > version


def test_checkpoints_of_the_coarse_grid_are_told_and_of_what_was_taken_back_forgotten() -> None:
    told = Told(**SETTINGS[0])
    told.run.advance(2 * COARSE)
    told.run.set("learning_rate", 0.3)
    told.tell()
    steps = {checkpoint.step for checkpoint in told.window.pasts[0]}
    assert {COARSE, 2 * COARSE} <= steps
    told.run.undo()
    told.tell()
    told.run.set("learning_rate", 0.001)
    told.tell()
    edits = told.window.branches[0].edits
    assert all(c.edits == edits[: len(c.edits)] for c in told.window.pasts[0])


def test_a_branch_that_is_no_more_is_gone_from_the_window_s_tree() -> None:
    told = Told(**SETTINGS[0])
    told.run.advance(20)
    told.run.rewind(5)
    told.run.branch_off()
    told.tell()
    assert set(told.window.branches) == {0, 1}
    told.run.visit(0)
    told.tell()
    assert set(told.window.branches) == {0}
