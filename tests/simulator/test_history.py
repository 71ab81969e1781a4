"""The past is exact: a restored run goes on bit for bit as it did the first time."""

import pickle

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config
from simulator.run import Run
from simulator.snapshot import MiniBatch, Parameters, Surface

SETTINGS = {
    "plain": {"batch_norm": False},
    "batch norm": {},
    "dropout": {"keep_prob": 0.6},
    "decay and l2": {"decay_rate": 0.5, "weight_decay": 0.01},
    "float32 with dropout": {"dtype": "float32", "keep_prob": 0.6},
    "softmax regression": {"hidden_units": ()},
}
OPTIMISERS = pytest.mark.parametrize("optimizer", TABLE["optimizer"].choices)


def run(steps=0, **settings):
    made = Run(Config(**{"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16, **settings}))
    made.advance(steps)
    return made


def future(of, steps=30):
    losses = [of.step() for _ in range(steps)]
    arrays = {name: array.tobytes() for name, array in of._arrays().items()}
    series = of.record.series()
    return (
        losses,
        arrays,
        of.epoch,
        of.alpha,
        of.marks(),
        dict(zip(series.at[-9:], series.cost_dev[-9:], strict=True)),
    )


@OPTIMISERS
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("steps", [0, 9])
def test_restored_it_goes_on_bit_for_bit(optimizer, settings, steps):
    original = run(steps, optimizer=optimizer, **settings)
    checkpoint = original.checkpoint()
    expected = future(original)
    original.restore(checkpoint)
    assert original.t == steps
    assert future(original) == expected
    other = Run(Config())
    other.restore(checkpoint)
    assert future(other)[:5] == expected[:5]


def edited(of):
    """Edits of every kind, with steps in between."""
    of.set("learning_rate", 0.05)
    of.advance(3)
    of.add_example((0.1, 0.2), 1)
    of.set("optimizer", "momentum")
    of.advance(3)
    of.remove_example(int(of.examples.members["train"][0]))
    of.move_example(5, (0.3, 0.3))
    of.set("keep_prob", 0.7)
    of.advance(3)
    of.set("mini_batch_size", 5)
    of.set_parameter("W1", (0, 0), 1.5)
    of.set("decay_rate", 2.0)
    of.set("activation", "tanh")
    of.advance(3)
    return of


def test_edits_before_a_checkpoint_are_in_it():
    original = edited(run(5))
    checkpoint = original.checkpoint()
    expected = future(original)
    other = run()
    other.restore(checkpoint)
    assert other.edits == original.edits
    assert other.config == original.config
    assert future(other)[:5] == expected[:5]


def test_edits_after_a_checkpoint_are_undone():
    original, plain = run(5), run(5)
    checkpoint = original.checkpoint()
    edited(original)
    original.restore(checkpoint)
    assert original.edits == ()
    np.testing.assert_array_equal(original.examples.dataset.X, plain.examples.dataset.X)
    assert future(original) == future(plain)


def test_a_checkpoint_before_a_rebuild_brings_the_old_network_back():
    original, plain = run(5), run(5)
    checkpoint = original.checkpoint()
    original.set("hidden_units", (3,))
    original.set("dataset", "moons")
    original.advance(4)
    original.restore(checkpoint)
    assert future(original) == future(plain)


def test_the_same_edits_at_the_same_steps_give_the_same_run():
    assert future(edited(run(5))) == future(edited(run(5)))


def test_a_checkpoint_never_changes():
    original = run(5)
    checkpoint = original.checkpoint()
    arrays = {name: array.copy() for name, array in checkpoint.arrays.items()}
    batches, dropout = str(checkpoint.batches), str(checkpoint.dropout)
    edited(original)
    original.restore(checkpoint)
    original.advance(5)
    for name, array in checkpoint.arrays.items():
        np.testing.assert_array_equal(array, arrays[name])
    assert (str(checkpoint.batches), str(checkpoint.dropout)) == (batches, dropout)


def test_a_checkpoint_crosses_to_another_process():
    original = run(9, keep_prob=0.6)
    checkpoint = pickle.loads(pickle.dumps(original.checkpoint()))
    expected = future(original)
    other = Run(Config())
    other.restore(checkpoint)
    assert future(other)[:5] == expected[:5]


def test_a_rewound_record_holds_what_was_before_and_no_more():
    original = run(20)
    whole = original.snapshot().series
    original.advance(30)
    original.rewind(20)
    series = original.snapshot().series
    np.testing.assert_array_equal(series.loss, whole.loss)
    np.testing.assert_array_equal(series.at, whole.at)


def test_a_restored_run_is_another_to_those_who_watch():
    original = run(20)
    run_id = original.run_id
    original.restore(original.checkpoint())
    assert original.run_id != run_id


def test_a_restored_run_looks_as_it_did():
    original = run(20)
    probes = (Surface(9), Parameters())
    before = original.snapshot(probes)
    checkpoint = original.checkpoint()
    original.advance(20)
    original.restore(checkpoint)
    after = original.snapshot(probes)
    np.testing.assert_array_equal(after.views[Surface(9)].confidence, before.views[Surface(9)].confidence)
    assert (after.step, after.epoch, after.batch, after.alpha) == (
        20,
        before.epoch,
        before.batch,
        before.alpha,
    )
    assert (after.cost_train, after.accuracy_dev) == (before.cost_train, before.accuracy_dev)
    assert after.views.keys() == set(probes)


def test_the_mini_batch_is_there_again_after_the_next_step():
    original = run(20)
    original.restore(original.checkpoint())
    original.step()
    assert original.view(MiniBatch()).indices.size == 16


def test_a_checkpoint_of_a_diverged_run_diverges_again():
    original = Run(Config(examples=60, hidden_units=(6,), batch_norm=False, optimizer="gradient_descent",
                          learning_rate=10.0, weight_decay=100.0))  # fmt: skip
    original.advance(5000)
    message, t = original.divergence.message, original.t
    original.restore(original.checkpoint())
    assert original.divergence is None
    original.advance(10)
    assert (original.divergence.message, original.t) == (message, t)


def test_without_its_data_a_checkpoint_cannot_be_restored():
    import dataclasses

    original = run(5)
    bare = dataclasses.replace(original.checkpoint(), dataset=None, base=None)
    theta = original.network.theta.copy()
    with pytest.raises(ValueError, match="needs its data set"):
        original.restore(bare)
    np.testing.assert_array_equal(original.network.theta, theta)
