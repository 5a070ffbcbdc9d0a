"""Three hosts with a network of their own, where the machine allows that."""

from collections.abc import Iterator

import pytest

from .hosts import missing
from .three_hosts import ThreeHosts


@pytest.fixture(scope='session', autouse=True)
def networks() -> None:
    """Skip where no networks can be made, and say why."""
    if reason := missing():
        pytest.skip(f'no test of real networks: {reason}')


@pytest.fixture
def hosts() -> Iterator[ThreeHosts]:
    """Three hosts for one test."""
    with ThreeHosts() as hosts:
        yield hosts
