"""Time travel (claims O2, O4): the past is exact, a change in it grows a branch, nothing is lost."""

import hypothesis
from hypothesis.stateful import run_state_machine_as_test

from tests.simulator.travelling import Person


def test_wherever_a_person_goes_the_run_is_the_one_of_a_fresh_replay():
    settings = hypothesis.settings(
        max_examples=40, stateful_step_count=15, deadline=None, derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Person, settings=settings)
