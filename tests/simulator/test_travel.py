"""Time travel (claims O2, O4): the past is exact, a change in it grows a branch, nothing is lost."""

import hypothesis
import numpy as np
import pytest
from hypothesis.stateful import run_state_machine_as_test

from simulator.history import Place
from simulator.hyperparameters import TABLE, Config
from simulator.past import COARSE, FINE, RECENT, Past
from simulator.run import Run
from tests.simulator.travelling import SMALL, Person, replayed, state


def run(steps=0, **settings):
    made = Run(Config(**{**SMALL, "keep_prob": 0.8, "decay_rate": 0.1, **settings}), traced=True)
    made.advance(steps)
    return made


def test_wherever_a_person_goes_the_run_is_the_one_of_a_fresh_replay():
    settings = hypothesis.settings(
        max_examples=30, stateful_step_count=15, deadline=None, derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(Person, settings=settings)


# The past ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", TABLE["optimizer"].choices)
@pytest.mark.parametrize("settings", [{}, {"batch_norm": False}, {"dtype": "float32"}, {"hidden_units": ()}])
def test_every_step_is_as_it_was_when_it_was_first_there(optimizer, settings):
    made, states = run(optimizer=optimizer, **settings), []
    for step in range(150):
        if step == 40:
            made.set("learning_rate", 0.2)
        if step == 70:
            made.add_example((0.1, 0.2), 1)
        if step == FINE:
            made.set("optimizer", "momentum" if optimizer == "adam" else "adam")
        states.append(state(made) if step not in (40, 70, FINE) else None)
        made.step()
    for step in (0, 1, 39, 41, 69, 71, FINE - 1, FINE + 1, 149, 2):
        made.rewind(step)
        assert state(made) == states[step]


def test_where_a_checkpoint_was_taken_the_mini_batch_is_to_be_seen_too():
    made = Run(Config(**SMALL))
    made.advance(3 * FINE)
    for step in (FINE, 1, 2 * FINE):
        made.rewind(step)
        assert made.last is not None


def test_a_step_on_which_something_was_changed_is_first_seen_as_it_was_before():
    made = run(50)
    before = state(made)
    made.set("learning_rate", 0.3)
    made.advance(10)
    made.rewind(50)
    assert state(made) == before
    assert made.config.learning_rate != 0.3
    made.step()
    assert made.config.learning_rate == 0.3


def test_at_its_end_all_changes_are_made():
    made = run(50)
    made.set("learning_rate", 0.3)
    after = state(made)
    made.rewind(20)
    made.rewind(50)
    assert state(made) == after


@pytest.mark.parametrize(("asked", "stands"), [(-5, 0), (10**9, 60)])
def test_outside_of_what_was_trained_one_stands_at_its_ends(asked, stands):
    made = run(60)
    made.rewind(asked)
    assert made.t == stands


def test_a_place_that_may_be_rough_is_near_and_on_the_way():
    made = run(3000)
    made.rewind(2900, rough=300)
    assert 2600 <= made.t <= 2900
    assert state(made) == state(replayed(made))
    made.rewind(2900)
    assert made.t == 2900


def test_going_on_in_the_past_is_the_same_film_and_then_training():
    made, plain = run(100), run(160)
    made.rewind(30)
    made.advance(130)
    assert state(made) == state(plain)
    np.testing.assert_array_equal(made.record.series().loss, plain.record.series().loss)
    assert list(made.tree.branches) == [0]


def test_old_checkpoints_are_thinned_and_the_past_stays_bounded():
    made = run(RECENT + 5 * COARSE, hidden_units=(2,), examples=20)
    steps = [checkpoint.step for checkpoint in made.tree.pasts[0]]
    newest = steps[-1]
    assert [s for s in steps if s <= newest - RECENT] == list(range(0, newest - RECENT + 1, COARSE))
    assert [s for s in steps if s > newest - RECENT] == list(
        range(steps[-1] - RECENT + FINE, newest + 1, FINE)
    )
    for step in (COARSE, COARSE + 1, 3 * COARSE - 1):
        made.rewind(step)
        assert state(made) == state(replayed(made))


def test_memory_runs_short_and_old_checkpoints_grow_further_apart(monkeypatch):
    monkeypatch.setattr("simulator.tree.BUDGET", 30_000)
    made = run(RECENT + 9 * COARSE, hidden_units=(2,), examples=20)
    past = made.tree.pasts[0]
    assert past.coarse > COARSE
    assert not any(c.step % (past.coarse // 8) for c in [*past][:-1])  # the last ones as well
    assert past.nbytes <= 30_000
    assert past.nbytes == sum(checkpoint.nbytes for checkpoint in past)
    made.rewind(3 * COARSE + 7)
    assert state(made) == state(replayed(made))


# Branches ---------------------------------------------------------------------------------------------


def spoiled():
    """Trained, spoiled, taken back to the step before and trained again with another α (claim O2)."""
    made = run(100)
    made.set("learning_rate", 5.0)
    made.advance(50)
    made.rewind(90)
    made.set("learning_rate", 0.001)
    made.advance(60)
    return made


def test_claims_o2_a_change_in_the_past_grows_a_branch_and_the_old_future_stays():
    made, old = spoiled(), run(100)
    old.set("learning_rate", 5.0)
    old.advance(50)
    assert list(made.tree.branches) == [0, 1]
    assert made.tree.branches[1].parent == Place(0, 90, 0)
    assert [edit.new for edit in made.edits] == [0.001]
    made.visit(0)
    assert state(made) == state(old)
    np.testing.assert_array_equal(made.snapshot().series.loss, old.snapshot().series.loss)
    np.testing.assert_array_equal(made.tree.whole(1).series().loss[:90], old.record.series().loss[:90])


def test_a_checkpoint_after_a_change_is_not_the_past_of_who_made_another():
    made = run(FINE)
    made.set("learning_rate", 5.0)  # and a checkpoint is taken, as FINE is on the grid
    made.advance(30)
    made.rewind(FINE)
    made.set("learning_rate", 0.001)
    made.advance(50)
    for step in (FINE + 20, FINE + 1):
        made.rewind(step)
        assert [edit.new for edit in made.edits] == [0.001]
        assert state(made) == state(replayed(made))


def test_without_checkpoints_of_its_own_a_branch_is_made_again_from_where_it_left():
    made = Run(Config(**SMALL))  # untraced: no steps are made again to be seen
    made.advance(3 * FINE)
    made.rewind(FINE + 20)
    made.set("learning_rate", 0.3)
    made.advance(2 * FINE)
    after = state(made)
    made.visit(0)
    made.tree.pasts[1] = Past()
    made.visit(1)
    assert state(made) == after


def test_claims_o2_better_is_kept_and_worse_goes_back_to_it():
    made = run(80)
    made.keep()
    kept = state(made)
    made.set("learning_rate", 50.0)
    made.advance(40)
    made.revert()
    assert state(made) == kept
    made.advance(40)
    assert state(made) == state(run(120))  # as if it had never been: its future is open
    assert made.tree.end(0) == 120
    assert [edit.new for edit in made.tree.branches[0].edits] == [50.0]


def test_claims_o2_with_nothing_kept_worse_goes_back_to_the_start():
    made = run(80)
    made.set("learning_rate", 50.0)
    made.advance(4)
    made.revert()
    assert (made.t, made.edits) == (0, ())


def test_claims_o2_what_was_kept_on_another_road_is_not_gone_back_to():
    made = run(80)
    made.rewind(20)
    made.keep()
    made.rewind(80)
    made.keep()
    made.rewind(50)
    made.set("learning_rate", 0.5)
    made.advance(60)
    made.revert()
    assert (made.t, made.edits) == (20, ())


def test_claims_o2_what_was_kept_after_another_change_at_the_same_step_is_not_gone_back_to():
    made = run(50)
    made.set("learning_rate", 0.5)
    made.advance(1)
    made.rewind(50)
    made.visit(0)
    made.rewind(50)
    made.set("learning_rate", 0.001)
    made.visit(0, 51)
    made.keep()
    made.visit(1)
    made.revert()
    assert (made.t, made.edits) == (0, ())


def test_claims_o4_another_network_hangs_where_one_was():
    made = run(40)
    made.set("hidden_units", (5,))
    made.advance(7)
    branch = made.tree.branch
    assert (branch.is_root, branch.parent) == (True, Place(0, 40, 0))
    made.visit(0)
    assert state(made) == state(run(40))
    made.visit(1)
    assert state(made) == state(run(7, hidden_units=(5,)))


def test_a_branch_that_is_deleted_comes_back_by_undo():
    made = spoiled()
    made.delete(1)
    assert (made.place, made.tree.branches[1].deleted > 0) == (Place(0, 90, 0), True)
    made.undo()
    assert made.tree.branches[1].deleted == 0
    made.redo_undone()
    assert made.tree.branches[1].deleted > 0
    with pytest.raises(ValueError, match="first branch cannot be deleted"):
        made.delete(0)
    with pytest.raises(ValueError, match="no branch 9"):
        made.visit(9)


# Undo -------------------------------------------------------------------------------------------------


def test_undo_takes_back_the_last_deed_of_any_kind():
    """A change, another network, a branch that was deleted: in the order in which they were done."""
    made = run(20)
    made.rewind(10)
    made.set("learning_rate", 0.02)
    made.advance(5)
    first = made.tree.current
    made.visit(0)
    made.delete(first)
    made.set("keep_prob", 0.5)
    made.set("hidden_units", (7,))
    made.set("learning_rate", 0.5)
    kinds = []
    while made.undoable and len(kinds) < 6:
        kinds.append((made.undoable.kind, made.undoable.edit.name if made.undoable.edit else ""))
        made.undo()
    assert kinds == [("edit", "learning_rate"), ("network", ""), ("edit", "keep_prob"), ("delete", "")]
    assert not made.tree.branches[first].deleted


def test_names_and_kept_places_are_undone_and_done_again():
    made = run(20)
    made.keep()
    made.rename(0, "first try")
    made.rename(0, "first try")  # the same name again is nothing done
    made.rename(0, "second name")
    kinds = [(made.undo().kind, made.tree.branches[0].name, len(made.tree.kept)) for _ in range(2)]
    assert kinds == [("rename", "first try", 1), ("keep", "first try", 0)]
    assert made.undoable is None
    assert [made.redo_undone().kind for _ in range(2)] == ["keep", "rename"]
    assert (made.tree.branches[0].name, len(made.tree.kept)) == ("second name", 1)
    assert made.place == Place(0, 20, 0)


def test_undo_with_nothing_trained_since_leaves_no_trace():
    made = run(FINE)
    before = state(made)
    made.set("learning_rate", 0.5)
    made.set("keep_prob", 0.5)
    made.rewind(3)
    made.rewind(FINE)
    for _ in range(2):
        made.undo()
    assert state(made) == before
    assert (made.tree.branch.edits, list(made.tree.branches)) == ((), [0])
    made.advance(30)
    assert state(made) == state(run(FINE + 30))


def test_undo_takes_back_what_was_trained_since_and_redo_brings_it_again():
    made = run(60)
    before = state(made)
    made.set("learning_rate", 5.0)
    made.advance(30)
    after, place = state(made), made.place
    made.undo()
    assert state(made) == before
    made.redo_undone()
    assert (state(made), made.place) == (after, place)
    assert list(made.tree.branches) == [0]
    made.undo()
    made.advance(30)
    assert state(made) == state(run(90))
    assert made.redoable == [] or made.tree.end(0) == 90


def test_a_drag_is_one_change():
    made = run(20)
    before = state(made)
    made.gesture = 1
    for value in (0.1, 0.2, 0.3):
        made.set("learning_rate", value)
        made.step()
    made.set("learning_rate", 0.4)
    made.set("learning_rate", 0.5)
    assert [edit.new for edit in made.edits] == [0.1, 0.2, 0.3, 0.5]
    made.gesture = 2
    made.set("keep_prob", 0.9)
    made.undo()
    assert made.config.learning_rate == 0.5
    made.undo()
    assert state(made) == before


def test_a_drag_on_a_grid_step_is_replayed_as_it_ended():
    made = run(FINE)
    made.gesture = 1
    made.set("learning_rate", 0.1)
    made.set("learning_rate", 0.7)
    made.advance(10)
    made.rewind(FINE + 5)
    assert state(made) == state(replayed(made))
    assert made.config.learning_rate == 0.7


def test_a_drag_that_ends_where_it_began_can_be_passed_again():
    made = run(10)
    made.gesture = 1
    made.set("learning_rate", 0.1)
    made.set("learning_rate", made.tree.origins[0].config.learning_rate)
    made.advance(10)
    made.rewind(5)
    made.rewind(20)
    assert state(made)[3:] == state(run(20))[3:]
    assert len(made.edits) == 1


def test_networks_that_a_drag_passed_through_are_not_kept():
    made = run(10)
    made.gesture = 1
    for noise in (0.11, 0.12, 0.13):
        made.set("noise", noise)
    assert len(made.tree.branches) == 2
    made.undo()
    assert state(made) == state(run(10))


def test_after_another_change_nothing_is_done_again():
    made = run(10)
    made.set("learning_rate", 0.1)
    made.undo()
    made.set("keep_prob", 0.5)
    assert made.redo_undone() is None


def test_a_divergence_stays_where_it_was():
    made = run(30, batch_norm=False, optimizer="gradient_descent", weight_decay=100.0, learning_rate=1e-4)
    made.set("learning_rate", 10.0)
    made.advance(5000)
    message, end = made.divergence.message, made.t
    made.rewind(10)
    assert made.divergence is None
    made.rewind(end)
    assert made.divergence.message == message
    made.undo()
    assert made.divergence is None
    made.step()
    assert made.divergence is None
