"""A person at random: trains, changes things, goes back and forth, and wherever they stand the run is the one
that a fresh replay of its changes gives, bit for bit.
"""

import pickle

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from simulator.datasets import SPLITS
from simulator.hyperparameters import TABLE, Config
from simulator.news import Reporter, take
from simulator.probes.covariate import Move
from simulator.run import Run
from simulator.tree import Tree

SMALL = {"examples": 60, "hidden_units": (4, 3), "mini_batch_size": 16}
SETTINGS = {
    "learning_rate": st.sampled_from([1e-3, 0.03, 100.0]),
    "optimizer": st.sampled_from(TABLE["optimizer"].choices),
    "keep_prob": st.sampled_from([1.0, 0.7]),
    "mini_batch_size": st.sampled_from([5, 16]),
    "decay_rate": st.sampled_from([0.0, 0.5]),
    "hidden_units": st.sampled_from([(4, 3), (5,), ()]),
}
SETS = st.one_of([st.tuples(st.just(name), values) for name, values in SETTINGS.items()])
SHARE = st.floats(0, 1)


def state(run):
    """All that decides the future, as bytes and plain values."""
    arrays = {name: array.tobytes() for name, array in run._arrays().items()}
    epoch, cursor, order, generator = run.batches.state()
    data = run.examples.dataset
    return (
        run.t, run.config, run.alpha, arrays, (epoch, cursor, order.tobytes(), str(generator)),
        str(run._dropout.bit_generator.state), run.held, run.last is None,
        (data.X.tobytes(), data.y.tobytes(), data.split.tobytes()),
    )  # fmt: skip


def replayed(run):
    """A run that began as this one did and made each of its changes at its step, and no detour."""
    fresh = Run(run.config)
    fresh.restore(run.tree.origins[run.tree.branch.root])
    for edit in run.edits:
        fresh.advance(edit.step - fresh.t)
        fresh.divergence = None
        method, *arguments = edit.call
        getattr(fresh, method)(*arguments)
    fresh.advance(run.t - fresh.t)
    return fresh


class Person(RuleBasedStateMachine):
    """See above; `window` is the tree as a window is told it."""

    @initialize(
        settings=st.fixed_dictionaries({}, optional={"keep_prob": st.just(0.8), "dtype": st.just("float32")})
    )
    def begin(self, settings):
        self.run = Run(Config(**SMALL, **settings), traced=True)
        self.window, self.reporter = Tree(), Reporter()
        self.reporter.listen(self.run.tree)

    @rule(steps=st.sampled_from([1, 7, 128]))
    def train(self, steps):
        self.run.advance(steps)

    @rule(change=SETS, gesture=st.sampled_from([None, 1, 2]))
    def set(self, change, gesture):
        self.run.gesture = gesture
        self.run.set(*change)
        self.run.gesture = None

    @rule(u=st.floats(-2, 2), v=st.floats(-2, 2), index=SHARE, how=st.sampled_from(["add", "move", "remove"]))
    def paint(self, u, v, index, how):
        index = int(index * (self.run.examples.dataset.m - 1))
        if how == "add":
            self.run.add_example((u, v), 1)
        elif how == "move":
            self.run.move_example(index, (u, v))
        elif len(self.run.examples.members[SPLITS[0]]) > 20:
            self.run.remove_example(index)

    @rule(value=st.floats(-1, 1), share=SHARE)
    def edit_weight(self, value, share):
        rows, columns = self.run.network.parameters["W1"][0].shape
        place = int(share * (rows * columns - 1))
        self.run.set_parameter("W1", (place // columns, place % columns), value)

    @rule(angle=st.sampled_from([10.0, -20.0]))
    def move_inputs(self, angle):
        self.run.move_inputs(Move(angle=angle))

    @precondition(lambda self: self.run.config.batch_norm and self.run.config.hidden_units)
    @rule(held=st.booleans(), unit=st.sampled_from([None, 0, 1]))
    def hold(self, held, unit):
        self.run.hold(1, unit, held)

    @precondition(lambda self: self.run.config.batch_norm and self.run.config.hidden_units and self.run.last)
    @rule(unit=st.sampled_from([None, 1]))
    def undo_normalization(self, unit):
        self.run.undo_normalization(1, unit)

    @rule(share=SHARE, rough=st.sampled_from([0, 0, 10, 1000]), back=st.booleans())
    def rewind(self, share, rough, back):
        self.run.rewind(self.run.t - 1 if back else round(share * self.run.record.end), rough)

    @rule(which=SHARE, share=st.one_of(st.none(), SHARE))
    def visit(self, which, share):
        numbers = sorted(self.run.tree.branches)
        number = numbers[int(which * (len(numbers) - 1))]
        end = self.run.tree.end(number)
        self.run.visit(number, None if share is None else round(share * end))

    @rule()
    def undo_and_redo(self):
        before, place = state(self.run), self.run.place
        if self.run.undo() is not None:
            self.run.redo_undone()
            assert self.run.place == place
            assert state(self.run) == before

    @rule(again=st.booleans())
    def undo(self, again):
        edits, deed = len(self.run.edits), self.run.undoable
        self.run.redo_undone() if again else self.run.undo()
        assert again or deed is None or deed.kind != "edit" or len(self.run.edits) < edits

    @rule(better=st.booleans())
    def babysit(self, better):
        self.run.keep() if better else self.run.revert()

    @rule(which=SHARE)
    def delete(self, which):
        numbers = [n for n, b in sorted(self.run.tree.branches.items()) if b.parent is not None]
        if numbers:
            self.run.delete(numbers[int(which * (len(numbers) - 1))])

    @rule()
    def kill(self):
        """Another engine goes on with what the window was told."""
        take(self.window, self.reporter.news(self.run.tree))
        before, place = state(self.run), self.run.place
        self.run = Run(Config(), traced=True)
        self.run.open(pickle.loads(pickle.dumps(self.window)), place)
        self.reporter = Reporter()
        self.reporter.assume(self.run.tree)
        assert state(self.run) == before

    @invariant()
    def is_what_a_replay_gives(self):
        assert state(self.run) == state(replayed(self.run))
        assert bool(self.run.divergence) <= (self.run.place == self.run.tree.tip(self.run.tree.current))

    @invariant()
    def the_window_knows(self):
        run = self.run
        take(self.window, self.reporter.news(run.tree))
        assert self.window.branches == run.tree.branches
        assert self.window.current == run.tree.current
        assert self.window.kept == run.tree.kept
        for number in run.tree.branches:
            told, made = self.window.whole(number).series(), run.tree.whole(number).series()
            assert told.loss.tobytes() == made.loss.tobytes()
            assert told.at.tobytes() == made.at.tobytes()
            for name in ("cost_dev", "units", "warm_up"):
                assert getattr(told, name).tobytes() == getattr(made, name).tobytes(), name
            assert made.start + len(made.loss) == run.tree.end(number)
        assert run.t <= run.tree.end(run.tree.current)
        assert run.edits == run.tree.branch.edits[: len(run.edits)]
