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
    """`right` stands once in simulator/`module`.py and becomes `wrong`; a test of `tests` must fail then."""

    module: str
    right: str
    wrong: str
    tests: tuple[str, ...]


def _of(module: str, *tests: str, changes: Iterable[tuple[str, str]]) -> list[Mutant]:
    return [Mutant(module, right, wrong, tests) for right, wrong in changes]


MUTANTS = [
    *_of("layers", "layers", changes=[
        ("np.matmul(self.d_out, self._x_T, self.dW)", "np.matmul(-self.d_out, self._x_T, self.dW)"),
        ("np.matmul(self.d_out, self._ones, self.db)", "np.matmul(self.d_out, 2 * self._ones, self.db)"),
        ("np.matmul(self._W_T, self.d_out, self.dx)", "np.matmul(-self._W_T, self.d_out, self.dx)"),
        ("np.add(self.out, self.b, self.out)", "np.subtract(self.out, self.b, self.out)"),
        # Batch norm, forward: ε inside the root, the biased variance, γ, β.
        ("np.multiply(self.sigma2, self._one_over_m, self.sigma2)",
         "np.divide(self.sigma2, max(1, self.x.shape[2] - 1), self.sigma2)"),
        ("np.add(self.sigma2, self.epsilon, self.inverse)", "np.copyto(self.inverse, self.sigma2 + 1e-12)"),
        ("np.add(self.out, self.beta, self.out)", "np.subtract(self.out, self.beta, self.out)"),
        # and backward, term by term.
        ("np.multiply(column, self.inverse, self.d_gamma)",
         "np.multiply(column, -self.inverse, self.d_gamma)"),
        ("np.matmul(d_out, self._ones, self.d_beta)", "np.matmul(d_out, self._average, self.d_beta)"),
        ("np.multiply(self.centred, column, dz)", "np.multiply(self.centred, -column, dz)"),
        ("np.multiply(self.centred, column, dz)", "dz.fill(0.0)"),
        ("np.multiply(self.d_gamma, self.inverse, column)", "np.copyto(column, self.d_gamma)"),
        ("np.subtract(dz, column, dz)", "np.add(dz, column, dz)"),
        ("np.multiply(self.d_beta, self._one_over_m, column)", "np.copyto(column, self.d_beta)"),
        ("np.multiply(dz, self._scale, dz)", "np.multiply(dz, self.inverse, dz)"),
        # Activation and dropout.
        ("np.multiply(self.dx, self.d_out, self.dx)", "np.multiply(self.dx, -self.d_out, self.dx)"),
        ("np.divide(self.mask, self.keep_prob, self.mask)", "pass"),
        ("np.less(self.mask, self.keep_prob, self.mask)", "np.greater(self.mask, self.keep_prob, self.mask)"),
        ("np.multiply(self.d_out, self.mask, self.dx)", "np.copyto(self.dx, self.d_out)"),
    ]),
    *_of("activations", "activations", changes=[
        ("np.sign(a, d)", "np.negative(np.sign(a), d)"),
        ("np.maximum(d, LEAK, out=d)", "np.maximum(d, 2 * LEAK, out=d)"),
        ("np.subtract(1.0, d, d)", "np.add(1.0, d, d)"),
        ("np.multiply(d, a, d)", "np.multiply(d, -a, d)"),
        ("d.fill(1.0)", "d.fill(-1.0)"),
    ]),
    *_of("losses", "losses", changes=[
        ("np.subtract(self.y_hat, self.Y, self.dz)", "np.add(self.y_hat, self.Y, self.dz)"),
        ("np.multiply(self.dz, self._one_over_m, self.dz)", "pass"),
        ("np.subtract(self.loss, self._true, self.loss)", "np.add(self.loss, self._true, self.loss)"),
        ("z - z.max(axis=axis, keepdims=True)", "z"),
    ]),
    *_of("network", "network", changes=[
        ("network.grad[:, W] += network", "network.grad[:, W] -= network"),
        ("network.grad[:, W] += network.weight_decay", "network.grad[:, W] += 0.5 * network.weight_decay"),
        ("W = slice(0, network.layout.weights)", "W = slice(0, network.layout.size)"),
        ("np.sqrt(sigma2 + self.bn_epsilon)", "np.sqrt(sigma2)"),
        ("- s * mu))", "+ s * mu))"),
        ("self.averages.update(self.statistics, self.bn_decay, self._bn_complement)",
         "self.averages.update(self.statistics, self._bn_complement, self.bn_decay)"),
        ("reversed(self.layers)", "self.layers"),
    ]),
    *_of("ewa", "ewa", changes=[
        ("np.multiply(x, complement, self._scratch)", "np.copyto(self._scratch, x)"),
        ("np.add(self.value, self._scratch, self.value)",
         "np.subtract(self.value, self._scratch, self.value)"),
        ("np.multiply(self.missing, decay, self.missing)", "pass"),
    ]),
    *_of("optimizers", "optimizers", changes=[
        ("np.subtract(self.theta, self._move, self.theta)", "np.add(self.theta, self._move, self.theta)"),
        ("np.multiply(update, self._alpha, self._move)", "np.multiply(update, 2 * self._alpha, self._move)"),
        ('"momentum", corrected=False', '"momentum", corrected=True'),
        ('"beta_1", corrected=True', '"beta_1", corrected=False'),
        ('"beta_2", corrected=False', '"beta_2", corrected=True'),
        ('"beta_2", corrected=True', '"beta_2", corrected=False'),
        ("np.multiply(grad, grad, out)", "np.absolute(grad, out)"),
        ('np.add(out, self.columns.value["epsilon"], out)',
         'np.subtract(out, self.columns.value["epsilon"], out)'),
        ("np.divide(update, out, out)", "np.multiply(update, out, out)"),
        ("np.divide(update, out, out)", "np.divide(grad, out, out)"),
        ("= 1.0 - np.asarray(value, np.float64)", "= np.asarray(value, np.float64)"),
    ]),
    *_of("schedules", "schedules", changes=[
        ("1.0 + decay_rate * epoch", "1.0 - decay_rate * epoch"),
        ("decay_rate * epoch", "decay_rate * (epoch + 1)"),
    ]),
    *_of("run", "run", "history", "divergence", changes=[
        ("self.network.update_averages()\n        self.optimizer.step()", "self.optimizer.step()"),
        ("if self.batches.cursor == len(indices):", "if self.t == 0:"),
        ('self.examples.Y_train.take(indices, 1, bound.Y[0], "clip")',
         'self.examples.Y_train.take(indices[::-1], 1, bound.Y[0], "clip")'),
        ("self._dropout.bit_generator.state = checkpoint.dropout\n", "\n"),
        ("self.batches.restore(checkpoint.batches)\n", "\n"),
        ("        self._return_to(before)\n", ""),
        ("if name in kept and kept[name].shape == parameter.shape:", "if False:"),
    ]),
    *_of("examples", "examples", changes=[
        ("fitted = Standardizer.fit(base.part", "fitted = Standardizer.fit(dataset.part"),
    ]),
    *_of("batches", "batches", changes=[
        ("self.cursor -= place < self.cursor", "pass"),
        ("order - (order > index)", "order"),
        ("self.order = self.rng.permutation(self.m)", "pass"),
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
        print(f"SURVIVED  {mutant.module}.py: {mutant.right!r} -> {mutant.wrong!r}")
    print(f"{len(chosen) - len(survived)} of {len(chosen)} planted errors were found.")
    return len(survived)


def survives(mutant: Mutant) -> bool:
    """Whether the mutant's tests pass although its error is planted."""
    return _passes(mutant, mutant.tests)


def mutated(mutant: Mutant, source: str) -> str:
    """`source` with the error planted; ValueError unless it fits exactly one place."""
    if source.count(mutant.right) != 1:
        raise ValueError(f"{mutant.right!r} stands {source.count(mutant.right)} times in {mutant.module}.py.")
    return source.replace(mutant.right, mutant.wrong)


def _passes(mutant: Mutant | None, tests: tuple[str, ...]) -> bool:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        place = Path(folder)
        _copy_to(place)
        if mutant:
            file = place / "simulator" / f"{mutant.module}.py"
            file.write_text(mutated(mutant, file.read_text("utf-8")), "utf-8")
        done = _pytest(place, [f"tests/simulator/test_{test}.py" for test in tests])
    if done.returncode not in (_PASSED, _FAILED):
        raise RuntimeError(f"{mutant or 'The healthy copy'} stopped the tests:\n{done.stdout}{done.stderr}")
    return done.returncode == _PASSED


def _copy_to(place: Path) -> None:
    shutil.copytree(ROOT / "simulator", place / "simulator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "assets" / "datasets", place / "assets" / "datasets")
    (place / "tests").mkdir()
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
