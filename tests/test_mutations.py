"""The check of the tests is itself checked: it finds an error, and it notices when one is not found."""

import importlib.util
import sys
from pathlib import Path

import pytest


def _mutations():
    """The module beside this one; tests are no package."""
    spec = importlib.util.spec_from_file_location("mutations", Path(__file__).with_name("mutations.py"))
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mutations = _mutations()


@pytest.mark.parametrize(
    "mutant", mutations.MUTANTS, ids=lambda mutant: f"{mutant.module}: {mutant.wrong}"[:60]
)
def test_every_error_can_be_planted(mutant):
    """Its place is there, once, and what comes out is Python."""
    source = (mutations.ROOT / mutant.path).read_text("utf-8")
    planted = mutations.mutated(mutant, source)
    assert planted != source
    if not mutant.is_template:
        compile(planted, mutant.module, "exec")
    assert mutant.tests


def test_a_planted_error_is_found():
    batch_norm = next(m for m in mutations.MUTANTS if m.wrong == "(lambda: np.add(dz, column, dz))")
    adam = next(m for m in mutations.MUTANTS if m.wrong == '"beta_1", corrected=False')
    assert not mutations.survives(batch_norm)
    assert not mutations.survives(adam)


def test_a_change_that_is_no_error_survives():
    harmless = mutations.Mutant("schedules", "alpha_0 / (1.0", "alpha_0 / (+1.0", ("schedules",))
    assert mutations.survives(harmless)


def test_an_error_without_a_place_is_refused():
    with pytest.raises(ValueError, match="stands 0 times in ewa"):
        mutations.mutated(mutations.Mutant("ewa", "no such line", "", ()), "v = 1")
