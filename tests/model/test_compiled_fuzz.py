"""A fixed sample of the campaign in tests/benchmarks/fuzz.py, which draws as many experiments as one likes."""

from __future__ import annotations

import pytest

from tests.benchmarks.fuzz import Tally, campaign

PLANS, CASES = 30, 2


@pytest.fixture(scope="module")
def sample() -> Tally:
    return campaign(plans=PLANS, cases=CASES)


def test_random_experiments_take_autograds_steps_and_runs(sample: Tally) -> None:
    assert sample.failures == [], sample.report()
    assert not sample.refused
    assert sample.cases + sum(sample.left_out.values()) == PLANS * CASES


def test_the_random_experiments_go_everywhere(sample: Tally) -> None:
    assert sample.steps > 300
    assert sample.at_kinks
    assert sample.batches
    assert sample.ends.keys() == {"complete", "diverged", "tolerance"}
    assert sample.last_digits + sample.chaotic < sample.steps / 20
