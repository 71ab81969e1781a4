"""What a person changes by hand: γ and β held or set to undo the normalisation (claims B3, B4), inputs moved
(claim W1), and every change can be made again.
"""

import pickle

import numpy as np
import pytest

from simulator.history import Edit
from simulator.hyperparameters import TABLE, Config
from simulator.probes.covariate import Move
from simulator.run import Run

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}
OPTIMISERS = pytest.mark.parametrize("optimizer", TABLE["optimizer"].choices)


def run(steps=0, **settings):
    made = Run(Config(**{**SMALL, **settings}))
    made.advance(steps)
    return made


def parameters(of):
    return {name: parameter[0].copy() for name, parameter in of.network.parameters.items()}


def future(of, steps=25):
    losses = [of.step() for _ in range(steps)]
    return losses, of.network.theta.tobytes()


# Held -------------------------------------------------------------------------------------------------


@OPTIMISERS
@pytest.mark.parametrize("unit", [None, 2])
def test_claims_b4_held_gamma_and_beta_stay_bit_for_bit_and_the_others_move(optimizer, unit):
    made = run(30, optimizer=optimizer, weight_decay=0.01)
    made.hold(1, unit, True)
    before = parameters(made)
    made.advance(200)
    after = parameters(made)
    units = range(6) if unit is None else [unit]
    for name in ("gamma1", "beta1"):
        moved = (after[name] != before[name])[:, 0]
        np.testing.assert_array_equal(moved, [each not in units for each in range(6)], err_msg=name)
    for name in ("W1", "W2", "gamma2", "beta2", "W3", "b3"):
        assert (after[name] != before[name]).mean() > 0.9, name


@OPTIMISERS
def test_claims_b4_released_they_learn_again(optimizer):
    made = run(20, optimizer=optimizer, activation="tanh")  # of ReLUs one may be dead
    made.hold(2, None, True)
    made.advance(10)
    before = parameters(made)
    made.hold(2, 1, False)
    made.step()
    moved = parameters(made)["gamma2"] != before["gamma2"]
    np.testing.assert_array_equal(moved[:, 0], [False, True, False, False, False])
    made.hold(2, None, False)
    assert made.held == frozenset()
    made.step()
    assert np.all(parameters(made)["gamma2"] != before["gamma2"])


def test_held_and_released_at_once_leaves_no_trace_on_the_future():
    made, same = run(20), run(20)
    made.hold(1, None, True)
    made.hold(1, None, False)
    assert future(made) == future(same)


def test_the_optimiser_sees_a_slope_of_0_where_it_is_held():
    made = run(20, optimizer="momentum", momentum=0.5)
    made.hold(1, 0, True)
    place = made.network.layout.entries["gamma1"][0]
    v = made.optimizer.arrays()["AverageGradient.value"][0]
    old = v[place]
    made.advance(3)
    assert v[place] == pytest.approx(old * 0.5**3, rel=1e-12)


def test_a_held_unit_can_still_be_dragged():
    made = run(20)
    made.hold(1, 2, True)
    made.set_parameter("gamma1", (2, 0), 3.0)
    made.advance(20)
    assert parameters(made)["gamma1"][2, 0] == 3.0


def test_a_checkpoint_keeps_what_is_held():
    made = run(5)
    free = made.checkpoint()
    made.hold(1, 3, True)
    made.hold(2, None, True)
    checkpoint = pickle.loads(pickle.dumps(made.checkpoint()))
    assert checkpoint.held == {(1, 3), *((2, unit) for unit in range(5))}
    expected = future(made)
    other = Run(Config())
    other.restore(checkpoint)
    assert other.held == checkpoint.held
    assert future(other) == expected
    made.restore(free)
    assert made.held == frozenset()
    plain = run(5)
    assert future(made) == future(plain)


def test_a_rebuild_and_a_reset_release_what_is_held():
    for change in (lambda r: r.reset(), lambda r: r.set("hidden_units", (6, 5, 4))):
        made = run(5)
        made.hold(1, None, True)
        change(made)
        assert made.held == frozenset()
        made.step()
        assert np.all(parameters(made)["gamma1"] != 1)


def test_what_is_held_stays_held_through_a_divergence_looked_into():
    made = run(40, optimizer="gradient_descent")
    made.hold(1, 1, True)
    gamma = parameters(made)["gamma1"][1, 0]
    made.advance(7)
    made.set_parameter("W3", (0, 0), 1e6)
    made.set("weight_decay", 100.0)
    made.set("learning_rate", 100.0)
    made.advance(500)
    assert made.divergence
    assert parameters(made)["gamma1"][1, 0] == gamma


# Undone -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [None, 3])
@pytest.mark.parametrize("layer", [1, 2])
def test_claims_b3_undone_z_tilde_is_z_of_the_last_mini_batch(layer, unit):
    """To 1e-12, of the units that were asked for and of no other."""
    made = run(50, bn_epsilon=1e-3)
    before, others = made.rehearse().blocks[layer - 1], parameters(made)
    assert np.abs(before.norm.out - before.dense.out).max() > 0.1
    made.undo_normalization(layer, unit)
    block, now = made.rehearse().blocks[layer - 1], parameters(made)
    z, sigma2 = block.dense.out[0], block.dense.out[0].var(axis=1)
    gap = np.abs(block.norm.out[0] - z).max(axis=1)
    chosen = np.array([unit in (None, each) for each in range(len(gap))])
    assert gap[chosen].max() <= 1e-12
    assert unit is None or gap[~chosen].min() > 1e-3
    np.testing.assert_allclose(now[f"gamma{layer}"][chosen, 0], np.sqrt(sigma2 + 1e-3)[chosen], rtol=1e-13)
    np.testing.assert_allclose(now[f"beta{layer}"][chosen, 0], z.mean(axis=1)[chosen], rtol=1e-11)
    for name in set(now) - {f"gamma{layer}", f"beta{layer}"}:
        np.testing.assert_array_equal(now[name], others[name])


def test_claims_b3_undone_and_learning_on_the_histogram_leaves_z_again():
    made = run(50)
    made.undo_normalization(1)
    made.advance(20)
    block = made.rehearse().blocks[0]
    assert np.abs(block.norm.out - block.dense.out).max() > 1e-3


# Moved inputs -----------------------------------------------------------------------------------------

MOVES = [
    Move(0.5, -1.0), Move(angle=60.0), Move(scale=3.0), Move(-2.0, 1.0, -135.0, 0.25), Move(),
    Move(angle=1e4, scale=0.01), Move(99.0, -99.0, 10.0, 100.0),
]  # fmt: skip


def by_hand(uv, move, middle, sigma):
    """Scaled, turned anticlockwise, shifted; in standard deviations about the middle."""
    u, v = ((uv.T - middle) / sigma * move.scale).T
    a = np.deg2rad(move.angle)
    turned = np.stack([u * np.cos(a) - v * np.sin(a) + move.du, u * np.sin(a) + v * np.cos(a) + move.dv])
    return (turned.T * sigma + middle).T


@pytest.mark.parametrize("move", MOVES)
def test_claims_w1_inputs_are_moved_in_standard_deviations_about_the_middle(move):
    made = run(5, dataset="stretched")
    before, X_train = made.examples.dataset, made.examples.dataset.part("train")[0]
    expected = by_hand(before.X, move, X_train.mean(axis=1), X_train.std(axis=1))
    theta, standardizer = made.network.theta.copy(), made.examples.standardizer
    made.move_inputs(move)
    after = made.examples.dataset
    np.testing.assert_allclose(after.X, expected, rtol=1e-12, atol=1e-10)
    np.testing.assert_array_equal(after.y, before.y)
    np.testing.assert_array_equal(after.split, before.split)
    np.testing.assert_array_equal(made.network.theta, theta)
    assert made.examples.standardizer is standardizer
    assert made.edits[-1] == Edit(5, "inputs", None, "moved", ("move_inputs", move, None), made.tree.gesture)


def test_a_quarter_turn_takes_u_to_v():
    np.testing.assert_allclose(
        Move(angle=90.0).apply(np.array([[1.0], [0.0]]), np.zeros((2, 1)), np.ones((2, 1))),
        [[0], [1]], atol=1e-15,
    )  # fmt: skip


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("settings", [{}, {"dataset": "iris"}])
def test_claims_w1_the_inverse_takes_every_example_back(move, settings):
    made = run(**settings)
    X = made.examples.dataset.X
    made.move_inputs(move)
    made.move_inputs(move.inverse())
    scale = max(1.0, 1 / move.scale) * (1 + abs(move.du) + abs(move.dv))
    np.testing.assert_allclose(made.examples.dataset.X, X, rtol=1e-12, atol=1e-13 * scale)


def test_off_the_plane_moved_inputs_stay():
    made = run(dataset="iris")
    X = made.examples.dataset.X
    made.move_inputs(Move(2.0, 1.0, 30.0), (0, 2))
    now = made.examples.dataset.X
    np.testing.assert_array_equal(now[[1, 3]], X[[1, 3]])
    assert np.abs(now[[0, 2]] - X[[0, 2]]).min() > 0


# Again ------------------------------------------------------------------------------------------------

EDITS = {
    "set": lambda r: r.set("learning_rate", 0.05),
    "optimiser": lambda r: r.set("optimizer", "momentum"),
    "add": lambda r: r.add_example((0.1, 0.2), 1),
    "add on a plane": lambda r: r.add_example((0.1, 0.2), 1, (1, 0)),
    "move": lambda r: r.move_example(5, (0.3, 0.3)),
    "remove": lambda r: r.remove_example(int(r.examples.members["train"][0])),
    "inputs": lambda r: r.move_inputs(Move(0.5, 0.0, 20.0, 1.2)),
    "weight": lambda r: r.set_parameter("W1", (0, 0), 1.5),
    "hold": lambda r: r.hold(1, 2, True),
    "hold all": lambda r: r.hold(2, None, True),
    "undo": lambda r: r.undo_normalization(1, 2),
    "undo all": lambda r: r.undo_normalization(2),
}


def release(of):
    of.hold(1, 2, True)
    of.hold(1, 2, False)


@pytest.mark.parametrize("edit", [*EDITS, "release"])
def test_every_edit_can_be_made_again(edit):
    made, again = run(13), run(13)
    (EDITS | {"release": release})[edit](made)
    for each in pickle.loads(pickle.dumps(made.edits)):
        assert each.step == 13
        again.redo(each)
    assert again.edits == made.edits
    np.testing.assert_array_equal(again.examples.dataset.X, made.examples.dataset.X)
    assert future(again) == future(made)


# Refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda r: r.hold(0, None, True), r"A hidden layer must be in \[1, 2\], got 0\."),
        (lambda r: r.hold(3, None, True), r"A hidden layer must be in \[1, 2\], got 3\."),
        (lambda r: r.hold(1, 6, True), r"A unit of layer 1 must be in \[0, 5\], got 6\."),
        (lambda r: r.hold(2, -1, True), r"A unit of layer 2 must be in \[0, 4\], got -1\."),
        (lambda r: r.undo_normalization(3), r"A hidden layer must be in \[1, 2\], got 3\."),
        (lambda r: r.undo_normalization(2, 5), r"A unit of layer 2 must be in \[0, 4\], got 5\."),
        (lambda r: r.move_inputs(Move(), (0, 9)), r"two different features in \[0, 1\], got \(0, 9\)\."),
        (lambda r: r.move_inputs(Move(), (1, 1)), r"two different features in \[0, 1\], got \(1, 1\)\."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(change, sentence):
    made, same = run(5), run(5)
    with pytest.raises(ValueError, match=sentence):
        change(made)
    assert made.edits == ()
    assert future(made) == future(same)


@pytest.mark.parametrize("settings", [{"batch_norm": False}, {"hidden_units": ()}])
@pytest.mark.parametrize("change", [lambda r: r.hold(1, 0, True), lambda r: r.undo_normalization(1)])
def test_without_gamma_and_beta_there_is_nothing_to_hold(change, settings):
    with pytest.raises(ValueError, match="no γ or β: batch norm is off or there is no hidden layer"):
        change(run(5, **settings))


def test_before_the_first_step_there_is_nothing_to_undo():
    made = run()
    with pytest.raises(ValueError, match="no mini-batch yet"):
        made.undo_normalization(1)
    assert made.edits == ()


@pytest.mark.parametrize(
    "values",
    [
        (np.nan, 0, 0, 1), (0, np.inf, 0, 1), (2e4, 0, 0, 1), (0, 0, -2e4, 1), (0, 0, 0, 0.001),
        (0, 0, 0, 101), (0, 0, 0, -1), (0, 0, np.nan, 1), (0, 0, 0, np.nan),
    ],
)  # fmt: skip
def test_a_move_beyond_the_bounds_is_refused_by_name_bounds_and_value(values):
    with pytest.raises(ValueError, match=r"A move must be finite.*\[-1e4, 1e4\].*\[0.01, 100\], got \("):
        Move(*values)
