"""Does a wrong engine fail the tests? Plants one error at a time and sees.

`python -m tests.mutations` copies the simulator and its tests to a temporary place, plants an error in the
copy (a sign, a factor, a forgotten term), and runs the tests that ought to notice. It ends with 1 if an
error goes unnoticed. `python -m tests.mutations optimizers` tries only the errors in that module.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_CONFIGURATION = (
    "[pytest]\naddopts = -q -x --import-mode=importlib -p no:cacheprovider\nfilterwarnings = error\n"
)
_FAILED, _PASSED = 1, 0  # pytest's exit codes: a mutant that only breaks the collection gives another


@dataclass(frozen=True)
class Mutant:
    """`right` stands once in simulator/`module`.py, "probes/hidden" for one, and becomes `wrong`; a test of
    `tests` must fail then. A module with a suffix is a template of programs."""

    module: str
    right: str
    wrong: str
    tests: tuple[str, ...]

    @property
    def is_template(self) -> bool:
        return self.module.endswith(".jinja")

    @property
    def path(self) -> Path:
        """Of its file, below the root."""
        if self.is_template:
            return Path("assets", "templates", self.module)
        return Path("simulator", f"{self.module}.py")


def _of(module: str, *tests: str, changes: Iterable[tuple[str, str]]) -> list[Mutant]:
    return [Mutant(module, right, wrong, tests) for right, wrong in changes]


MUTANTS = [
    *_of("layers", "layers", changes=[
        ("op(np.matmul, self.d_out, self._x_T, self.dW)",
         "(lambda: np.matmul(-self.d_out, self._x_T, self.dW))"),
        ("op(np.matmul, self.d_out, self._ones, self.db)",
         "(lambda: np.matmul(self.d_out, 2 * self._ones, self.db))"),
        ("op(np.matmul, self._W_T, self.d_out, self.dx)",
         "(lambda: np.matmul(-self._W_T, self.d_out, self.dx))"),
        ("op(np.add, self.out, self.b, self.out)",
         "(lambda: np.subtract(self.out, self.b, self.out))"),
        # Batch norm, forward: ε inside the root, the biased variance, γ, β.
        ("op(np.multiply, self.sigma2, self._one_over_m, self.sigma2)",
         "(lambda: np.divide(self.sigma2, max(1, self.x.shape[2] - 1), self.sigma2))"),
        ("op(np.add, self.sigma2, lean(self.epsilon), self.inverse)",
         "(lambda: np.copyto(self.inverse, self.sigma2 + 1e-12))"),
        ("op(np.add, self.out, self.beta, self.out)",
         "(lambda: np.subtract(self.out, self.beta, self.out))"),
        # and backward, term by term.
        ("op(np.multiply, column, self.inverse, self.d_gamma)",
         "(lambda: np.multiply(column, -self.inverse, self.d_gamma))"),
        ("op(np.matmul, d_out, self._ones, self.d_beta)",
         "(lambda: np.matmul(d_out, self._average, self.d_beta))"),
        ("op(np.multiply, self.centred, column, dz)",
         "(lambda: np.multiply(self.centred, -column, dz))"),
        ("op(np.multiply, self.centred, column, dz)",
         "(lambda: dz.fill(0.0))"),
        ("op(np.multiply, self.d_gamma, self.inverse, column)",
         "(lambda: np.copyto(column, self.d_gamma))"),
        ("op(np.subtract, dz, column, dz)",
         "(lambda: np.add(dz, column, dz))"),
        ("op(np.multiply, self.d_beta, self._one_over_m, column)",
         "(lambda: np.copyto(column, self.d_beta))"),
        ("op(np.multiply, dz, self._scale, dz)",
         "(lambda: np.multiply(dz, self.inverse, dz))"),
        # Activation and dropout.
        ("op(np.multiply, self.dx, self.d_out, self.dx)",
         "(lambda: np.multiply(self.dx, -self.d_out, self.dx))"),
        ("op(np.divide, self.mask, self.keep_prob, self.mask)",
         "(lambda: None)"),
        ("op(np.less, self.mask, self.keep_prob, self.mask)",
         "(lambda: np.greater(self.mask, self.keep_prob, self.mask))"),
        ("op(np.multiply, self.d_out, self.mask, self.dx)",
         "(lambda: np.copyto(self.dx, self.d_out))"),
    ]),
    *_of("activations", "activations", changes=[
        ("op(np.sign, a, d)",
         "(lambda: np.negative(np.sign(a), d))"),
        ("op(np.maximum, d, _like(d, LEAK), out=d)",
         "(lambda: np.maximum(d, 2 * LEAK, out=d))"),
        ("op(np.subtract, _like(a, 1.0), d, d)",
         "(lambda: np.add(1.0, d, d))"),
        ("op(np.multiply, d, a, d)",
         "(lambda: np.multiply(d, -a, d))"),
        ("op(d.fill, 1.0)",
         "op(d.fill, -1.0)"),
    ]),
    *_of("losses", "losses", changes=[
        ("op(np.subtract, self.y_hat, self.Y, self.dz)",
         "(lambda: np.add(self.y_hat, self.Y, self.dz))"),
        ("op(np.multiply, self.dz, self._one_over_m, self.dz)",
         "(lambda: None)"),
        ("op(np.subtract, loss, true, loss)",
         "(lambda: np.add(loss, true, loss))"),
        ("z - z.max(axis=axis, keepdims=True)", "z"),
    ]),
    *_of("network", "network", changes=[
        ("network.grad[:, W] += network", "network.grad[:, W] -= network"),
        ("network.grad[:, W] += network.weight_decay", "network.grad[:, W] += 0.5 * network.weight_decay"),
        ("W = slice(0, network.layout.weights)", "W = slice(0, network.layout.size)"),
        ("np.sqrt(sigma2 + self.bn_epsilon)", "np.sqrt(sigma2)"),
        ("- s * mu))", "+ s * mu))"),
        ("self.statistics, self.bn_decay, 1.0 - self.bn_decay, ",
         "self.statistics, 1.0 - self.bn_decay, self.bn_decay, "),
        ("reversed(upwards)", "upwards"),
    ]),
    *_of("ewa", "ewa", changes=[
        ("op(np.multiply, x, lean(complement), self._scratch)",
         "(lambda: np.copyto(self._scratch, x))"),
        ("op(np.add, self.value, self._scratch, self.value)",
         "(lambda: np.subtract(self.value, self._scratch, self.value))"),
        ("op(np.multiply, missing, lean(decay if exact is None else exact), missing)",
         "(lambda: None)"),
    ]),
    *_of("optimizers", "optimizers", changes=[
        ("op(np.subtract, self.theta, move, self.theta)",
         "(lambda: np.add(self.theta, move, self.theta))"),
        ('op(np.multiply, update, lean(self.columns.value["alpha"]), move)',
         '(lambda: np.multiply(update, 2 * self.columns.value["alpha"], move))'),
        ('"momentum", corrected=False', '"momentum", corrected=True'),
        ('"beta_1", corrected=True', '"beta_1", corrected=False'),
        ('"beta_2", corrected=False', '"beta_2", corrected=True'),
        ('"beta_2", corrected=True', '"beta_2", corrected=False'),
        ("op(np.multiply, grad, grad, out)",
         "(lambda: np.absolute(grad, out))"),
        ('op(np.add, out, lean(self.columns.value["epsilon"]), out)',
         '(lambda: np.subtract(out, self.columns.value["epsilon"], out))'),
        ("op(np.divide, update, out, out)",
         "(lambda: np.multiply(update, out, out))"),
        ("op(np.divide, update, out, out)",
         "(lambda: np.divide(grad, out, out))"),
        ("= 1.0 - np.asarray(value, np.float64)", "= np.asarray(value, np.float64)"),
    ]),
    *_of("schedules", "schedules", changes=[
        ("1.0 + decay_rate * epoch", "1.0 - decay_rate * epoch"),
        ("decay_rate * epoch", "decay_rate * (epoch + 1)"),
    ]),
    *_of("run", "run", "history", "divergence", changes=[
        ("self.network.update_averages()\n        if self._held", "if self._held"),
        ("if self.batches.cursor == len(indices):", "if self.t == 0:"),
        ('self.examples.Y_train.take(indices, 1, bound.Y[0], "clip")',
         'self.examples.Y_train.take(indices[::-1], 1, bound.Y[0], "clip")'),
        ("self._dropout.bit_generator.state = checkpoint.dropout\n", "\n"),
        ("self.batches.restore(checkpoint.batches)\n", "\n"),
        ("        self._return_to(before)\n", ""),
        ("if key in kept and kept[key].shape == parameter.shape:", "if False:"),
    ]),
    *_of("run", "by_hand", changes=[
        ("        theta[:, held] = kept\n", ""),
        ("self.network.grad[:, held] = 0.0", "pass"),
        ("self.t, self.edits, self.held = checkpoint.step, checkpoint.edits, checkpoint.held",
         "self.t, self.edits = checkpoint.step, checkpoint.edits"),
    ]),
    *_of("probes/hidden", "probes_hidden", changes=[
        ('"sigma2": sigma2.copy()', '"sigma2": np.sqrt(sigma2)'),
        ('"z_tilde": norm.out[0]', '"z_tilde": norm.z_norm[0]'),
    ]),
    *_of("probes/bias", "probes_bias", changes=[
        ("layer.out[0, unit] += b", "layer.out[0, unit] -= b"),
        ("float(block.dense.d_out[0, unit].sum())", "float(block.dense.d_out[0, unit].mean())"),
    ]),
    *_of("probes/noise", "probes_noise", changes=[
        ("middle / np.sqrt(sizes)", "middle / sizes"),
        ("(1 - keep) / keep", "(1 - keep) * keep"),
        ("- place + mine) / m", "- place) / m"),
    ]),
    *_of("probes/covariate", "by_hand", "probes_covariate", changes=[
        ("[[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]",
         "[[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]"),
        ("-np.linalg.inv(self._turn())", "np.linalg.inv(self._turn())"),
    ]),
    *_of("probes/contours", "probes_contours", changes=[
        ("w - alpha * model.gradient(w)", "w + alpha * model.gradient(w)"),
        ("fitted.sigma / fitted.sigma.max()", "fitted.sigma / fitted.sigma.min()"),
        ("+ self.ridge * w)", "- self.ridge * w)"),
        ("lowest + _WITHIN *", "_WITHIN *"),
    ]),
    *_of("probes/averages", "trace", changes=[
        ("2 * sum(run.network.sizes[1:layer])", "sum(run.network.sizes[1:layer])"),
        ("mu + run.network.sizes[layer]", "mu + 1"),
    ]),
    *_of("probes/drift", "trace", changes=[
        ("np.sqrt(whole[..., width + 1])", "whole[..., width + 1]"),
        ("ACTIVATIONS[run.config.activation].apply(bands, handed)", "handed[...] = bands"),
    ]),
    *_of("probes/warm_up", "trace", changes=[
        ("*columns)", "*columns[::-1])"),
    ]),
    *_of("probes/example", "probes_example", changes=[
        ("dz[y] -= 1.0", "dz[y] += 1.0"),
        ("pair[1:] - pair[:1]", "pair[:1] - pair[1:]"),
        ("/ (2 * _STEP)", "/ _STEP"),
    ]),
    *_of("probes/lines", "probes_lines", changes=[
        ("/ x.sigma) + b]", "/ x.sigma) - b]"),
        ("scores[i] - scores[j]", "scores[j] - scores[i]"),
    ]),
    *_of("probes/company", "probes_company", changes=[
        ("network.predict(x)[0].T", "alone"),
        ("crowd[1:].min(axis=0)", "crowd[1:].mean(axis=0)"),
        ("(batches == index).argmax(axis=1)", "(batches != index).argmax(axis=1)"),
    ]),
    *_of("probes/last_step", "probes_last_step", changes=[
        ('"dz": m * dense.d_out[0]', '"dz": dense.d_out[0]'),
        ("1.0 - float(own.average.missing[0, 0])", "float(own.average.missing[0, 0])"),
        ("again.advance(step - 1 - again.t)", "again.advance(step - 2 - again.t)"),
        ("again.edits is not start.edits or", ""),
    ]),
    *_of("probes/reach", "probes_reach", changes=[
        ("self.costs[1].copy(), self.costs[0].copy()", "self.costs[0].copy(), self.costs[1].copy()"),
        ("decayed(ALPHAS[:, None], self.config.decay_rate,", "decayed(ALPHAS[:, None], 0.0,"),
        ("            self.network.update_averages()\n", ""),
    ]),
    *_of("trace", "trace", changes=[
        ("self.statistics[slot] = run.network.statistics[0]", "self.statistics[slot] = self.averages[slot]"),
        ("self.steps[self.steps > step] = -1", "pass"),
        ('run.record.noted("units", run.t)', 'run.record.noted("units", run.record.end)'),
        ("return int(missing[0]) - 1 if missing.size else step", "return step"),
        ("block.activate.x[0], block.activate.out[0]", "block.dense.out[0], block.activate.out[0]"),
        ("for mark in (accuracy, _cost) for", "for mark in (_cost, accuracy) for"),
    ]),
    *_of("lockstep", "lockstep", changes=[
        ("edit.call[0] not in _ITS_OWN", "edit.call[0] in _ITS_OWN"),
        ("self._take_over(run, self._numbers[number], edits)", "pass"),
        ("run.go(Place(number, min(run.t, mine[same].step), same))", "pass"),
        ("place = mine.at(number, self.run.t)", "place = mine.tip(number)"),
        ("or twin.run_id != self.run.run_id", ""),
        ("    run.restore(origin)", "    pass"),
        ("config.changed(\"batch_norm\", not config.batch_norm)", "config"),
    ]),
    *_of("by_hand", "by_hand", changes=[
        ("norm.sigma2[0, units, 0] + self.config.bn_epsilon", "norm.sigma2[0, units, 0]"),
        ("if held else self.held - units", "if held else self.held"),
        ("tuple(norm.mu[0, units, 0].tolist())", "tuple((-norm.mu[0, units, 0]).tolist())"),
    ]),
    *_of("run", "travel", changes=[
        ("        if other:\n            self._start_optimizer()\n", ""),
        ("self.config, self.last, self.divergence = checkpoint.config, None, None",
         "self.last, self.divergence = None, None"),
        ("        if self.t > self.record.end:", "        if True:"),
    ]),
    *_of("travel", "travel", "trace", changes=[
        ("step=max(place.step - 1, first)", "step=max(place.step, first)"),
        ("if moved or not", "if not"),
        ("self.divergence = branch.divergence if at_end else None", "self.divergence = None"),
        ("self.tree.pasts[self.tree.current].forget(len(known))", "pass"),
        ("return (place.step, place.edits) <= (limit.step, limit.edits)", "return True"),
        ("self.trace.forget_after(shared)", "pass"),
        ("edits[len(self.edits)].step <= self.t:", "edits[len(self.edits)].step < self.t:"),
        ("            self.tree.drop(number)\n", "            pass\n"),
    ]),
    *_of("undoing", "travel", changes=[
        ("self.tree.pasts[branch.number].forget(first)", "pass"),
        ("max(deeds, key=lambda deed: deed.gesture", "min(deeds, key=lambda deed: deed.gesture"),
        ("edits=(*branch.edits, *last.cut)", "edits=branch.edits"),
        ("self.edits[first].step, first)", "self.edits[first].step, first + 1)"),
    ]),
    *_of("tree", "travel", changes=[
        ("parent.edits[: place.edits], self.gesture", "parent.edits, self.gesture"),
        ("record = self.whole(place.branch).truncated(place.step)", "record = self.whole(place.branch)"),
        ("sum(edit.step < step for edit in branch.edits)", "sum(edit.step <= step for edit in branch.edits)"),
        ("min(step, branch.parent.step), min(edits, branch.parent.edits)", "step, edits"),
        ("largest.widen()", "break"),
    ]),
    *_of("past", "travel", changes=[
        ("for step in [c.step for c in self._kept.values() if len(c.edits) > edits]:", "for step in []:"),
        ("[:old] if step % self.coarse]", "[:old] if False]"),
        ("[old:-1] if step % fine]", "[old:-1] if False]"),
    ]),
    *_of("news", "travel", "news", changes=[
        ("            tree.pasts[part.number].forget(keep)\n", "            pass\n"),
        ("(a + b for a, b in zip(before, sent, strict=True))", "before"),
        ("tuple(a - b for a, b in zip(record.counts", "tuple(a for a, b in zip(record.counts"),
        ("edits = _known_edits(tree.branches, part)[:keep] + part.edits", "edits = part.edits"),
        ("        tree.drop(number)\n", "        pass\n"),
        ("if c.step % COARSE == 0]", "if False]"),
    ]),
    *_of("examples", "examples", changes=[
        ("fitted = Standardizer.fit(base.part", "fitted = Standardizer.fit(dataset.part"),
    ]),
    *_of("batches", "batches", changes=[
        ("self.cursor -= place < self.cursor", "pass"),
        ("order - (order > index)", "order"),
        ("self.order = self.rng.permutation(self.m)", "pass"),
    ]),
    *_of("sampling", "sampling", changes=[
        ("np.diff(law.below(until))", "np.diff(law.below(until)) ** 0.5"),
        ("self.theory * (1 - self.theory) / max", "self.theory * self.theory / max"),
        ("else counted - 0.5", "else counted"),
        ("np.exp2(counted - 0.5)", "np.exp2(counted)"),
        ('("1 - 10", "-") if self.scale', '("1 - 10", "") if self.scale'),
        ("return f\"-np.log10(1 - {_number(value)})\"", "return f\"np.log10(1 - {_number(value)})\""),
        ("return self.values(rng.random(count))", "return self.values(rng.random(count) ** 2)"),
    ]),
    *_of("windows", "sampling", changes=[
        ("1.0 / (1.0 - np.asarray(beta", "1.0 / (2.0 - np.asarray(beta"),
        ("v = (1.0 - beta) * np.asarray(x", "v = beta * np.asarray(x"),
        ("v[span:] += beta**span * v[:-span]", "v[span:] += beta * v[:-span]"),
        ("/= 1.0 - missing", "/= 1.0"),
        ("np.arange(1, min(len(v), _settled(beta)) + 1)", "np.arange(1, min(len(v), 5) + 1)"),
        ("np.repeat([0.0, 1.0], [before, after])", "np.repeat([0.0, 1.0], [after, before])"),
    ]),
    *_of("search/cohort", "search_cohort", changes=[
        ("self._take_alpha()\n        bound", "bound"),
        ("if change.step <= made:", "if change.step < made:"),
        ("np.random.default_rng([settings.seed, 3])", "np.random.default_rng([0, 3])"),
        ("np.random.default_rng([each.seed, 4])", "np.random.default_rng([each.seed, 5])"),
        ("[:, np.stack(indices)[self._order_of]]", "[:, np.stack(indices)[0 * self._order_of]]"),
        ("self.alive &= np.isfinite(bound.head.loss)", "self.alive |= np.isfinite(bound.head.loss)"),
        ("self.network.update_averages()", "pass"),
        ("loss = self._losses[0] / self._losses[1]", "loss = self._losses[0]"),
        ("(float(self._losses[0, i]), int(self._losses[1, i])),", "(0.0, 0),"),
        ("if kept or name not in self.optimizer.arrays()", "if True"),
        ("c.keep_prob < 1.0, made, place,", "c.keep_prob < 1.0, made,"),
    ]),
    *_of("search/caviar", "search_caviar", changes=[
        ("t.number not in busy", "True"),
        ("if trial.number in waiting:", "if True:"),
        ("return state if lived[0] == lived[1] else None", "return state"),
        ("at[1] in self._rungs(trial) and at not in self._judged", "False"),
        ("fresh[: max(self.workers, _MOST_BYTES // size) - under_way]", "fresh"),
    ]),
    *_of("search/study", "search_study", "claims_search", changes=[
        ("(trial.state == \"done\", self.objective.score(trial))", "(trial.state != \"done\", 0)"),
        ("-self.objective.score(trial))", "self.objective.score(trial))"),
        ("if t.generation != generation", "if t.generation == generation"),
        ("if at is None or change.step < at", "if True"),
        ("(config.seed + number) % 2**32", "config.seed"),
        ("1 + max((r.number for r in self.records if isinstance(r, Trial)), default=-1)",
         "len(self._trials)"),
    ]),
    *_of("search/samplers", "search_samplers", changes=[
        ("low + u * (high - low)", "low + u"),
        ("key=objective.score, reverse=True", "key=objective.score"),
        ("trials[: len(trials) // coarse * coarse]", "trials"),
        ("np.ceil(high[i] * len(axis.values))", "np.floor(high[i] * len(axis.values))"),
    ]),
    *_of("search/policies", "search_samplers", changes=[
        ("np.argsort(-np.asarray(scores)", "np.argsort(np.asarray(scores)"),
        ("max(1, len(scores) // self.keep_one_in)", "len(scores) // self.keep_one_in"),
    ]),
    *_of("search/space", "search_space", changes=[
        ("key=lambda p: p[0].name != \"hidden_layers\"", "key=lambda p: p[0].name == \"hidden_layers\""),
        ("math.prod(counts(middle)) <= trials", "math.prod(counts(middle)) < trials"),
        ("return 2**whole if self._is_doubling else whole", "return whole"),
        ("(places[0] + 0.5) / len(self.values)", "places[0] / len(self.values)"),
    ]),
    *_of("search/importance", "importance", changes=[
        ("max(0.0, 1.0 - within / (total * n / (n - 1)))", "max(0.0, 1.0 - within / total / 2)"),
        ("/ (n - k)", "/ n"),
    ]),
    *_of("frameworks/changes", "frameworks_changes", changes=[
        ("for t in range(steps):", "for t in range(1, steps + 1):"),
        ("if value != before:", "if True:"),
        ("setdefault(edit.name, {0: edit.old})", "setdefault(edit.name, {0: edit.new})"),
        ("smallest = min(smallest, size, left)", "smallest = min(smallest, size)"),
        ("np.array(steps), name", "np.array(steps) + 1, name"),
    ]),
    *_of("frameworks/task", "frameworks_changes", changes=[
        ("if task.trained or not edits:", "if not edits:"),
        ("config=found[0], by_hand=found[1]", "by_hand=found[1]"),
    ]),
    *_of("frameworks/check", "frameworks_changes", changes=[
        ("max(task.steps, STEPS)", "STEPS"),
        ("np.nextafter(theta, np.inf)", "theta"),
        ("averages.missing[...] = 0.0", "pass"),
        ("mu[...], sigma2[...] = theirs", "mu[...] = theirs[0]"),
    ]),
    *_of("numpy.py.jinja", "frameworks_changes", changes=[
        ("- z_norm * gradients", "+ z_norm * gradients"),
        ("dz = (y_hat - Y) / Y.shape[1]", "dz = y_hat - Y"),
        ("dz = parameters[f\"W{l}\"].T @ dz", "dz = -parameters[f\"W{l}\"].T @ dz"),
        ("update(step, {{ alpha if alpha_moves", "update(step, {{ c.learning_rate if alpha_moves"),
    ]),
    *_of("mini_batches.jinja", "frameworks_changes", changes=[
        ("if {{ t }} in {{ each.table }}:", "if {{ t }} + 1 in {{ each.table }}:"),
        ("start += mini_batch", "start += mini_batch - 1"),
    ]),
    *_of("scales", "scales", changes=[
        ("-np.log10(1.0 - ", "np.log10(1.0 - "),
        ("np.power(10.0, -np", "np.power(2.0, -np"),
    ]),
]  # fmt: skip


def main(modules: Iterable[str] = ()) -> int:
    """How many mutants survive, each named; those of `modules`, or all."""
    chosen = [mutant for mutant in MUTANTS if mutant.module in modules or not modules]
    if not chosen:
        raise SystemExit(f"No mutants of {', '.join(modules)}; there are some of {', '.join(_modules())}.")
    healthy = sorted({test for mutant in chosen for test in mutant.tests})
    if not _passes(None, tuple(healthy)):
        raise SystemExit("The tests fail without any error planted.")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        survived = [mutant for mutant, lived in zip(chosen, pool.map(survives, chosen), strict=True) if lived]
    for mutant in survived:
        print(f"SURVIVED  {mutant.module}: {mutant.right!r} -> {mutant.wrong!r}")
    print(f"{len(chosen) - len(survived)} of {len(chosen)} planted errors were found.")
    return len(survived)


def survives(mutant: Mutant) -> bool:
    """Whether the mutant's tests pass although its error is planted."""
    return _passes(mutant, mutant.tests)


def mutated(mutant: Mutant, source: str) -> str:
    """`source` with the error planted; ValueError unless it fits exactly one place."""
    if source.count(mutant.right) != 1:
        raise ValueError(f"{mutant.right!r} stands {source.count(mutant.right)} times in {mutant.module}.")
    return source.replace(mutant.right, mutant.wrong)


def _passes(mutant: Mutant | None, tests: tuple[str, ...]) -> bool:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        place = Path(folder)
        _copy_to(place)
        if mutant:
            file = place / mutant.path
            file.write_text(mutated(mutant, file.read_text("utf-8")), "utf-8")
        done = _pytest(place, [f"tests/simulator/test_{test}.py" for test in tests])
    if done.returncode not in (_PASSED, _FAILED):
        raise RuntimeError(f"{mutant or 'The healthy copy'} stopped the tests:\n{done.stdout}{done.stderr}")
    return done.returncode == _PASSED


def _copy_to(place: Path) -> None:
    shutil.copytree(ROOT / "simulator", place / "simulator", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("datasets", "templates"):
        shutil.copytree(ROOT / "assets" / folder, place / "assets" / folder)
    (place / "assets" / "__init__.py").touch()  # else the original's are looked at, too
    (place / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "frameworks.py", place / "tests")
    for folder in ("simulator", "data"):
        shutil.copytree(
            ROOT / "tests" / folder, place / "tests" / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    (place / "pytest.ini").write_text(_CONFIGURATION, "utf-8")
    # A test that ran against another copy would find nothing: it says so itself.
    (place / "conftest.py").write_text(
        "import simulator\nassert simulator.__file__.startswith(__file__.removesuffix('conftest.py'))\n",
        "utf-8",
    )


def _pytest(place: Path, files: list[str]) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, PYTHONPATH=str(place), PYTHONDONTWRITEBYTECODE="1")
    plugins = ["-p", "no:pytest-qt", "-p", "no:pytestqt"]
    command = [sys.executable, "-m", "pytest", *plugins, "-k", "not learns", *files]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


def _modules() -> list[str]:
    return sorted({mutant.module for mutant in MUTANTS})


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
