"""
What all tests share: how hard the property tests try, messages that are strict about their fields, and a watchdog.

`make test ARGS='-k properties --hypothesis-profile hunt --timeout 900'` looks for what nobody has seen yet.
"""

import faulthandler
import functools
import os
import socket
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every run, and no clock: a test that fails now and then is a defect.
settings.register_profile(
    'suite',
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    'hunt', settings.get_profile('suite'), derandomize=False, max_examples=600
)
settings.load_profile('suite')

# Before any message is imported: a field then says what it cannot hold, where rclpy would cut it in silence.
os.environ['ROS_PYTHON_CHECK_FIELDS'] = '1'

GRACE = 120.0
"""Seconds behind the time limit of a test in which it may fail, and tear down what it had."""

# In test/browser, which is no part of the search for conftest.py when the tests of the bridge run.
pytest_plugins = ['chromium_page']


def pytest_configure() -> None:
    _terminal()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _watch(item)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: 'pytest.Item | pytest.Collector') -> None:
    _watch(node)  # pytest has just called its own watchdog off, which is the same one


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port on which nobody listens but who is told of it; it is held, since other tests may run beside these."""
    with socket.socket() as holder:
        # With it, as asyncio has it, another may listen at the port of a socket that does not.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(('127.0.0.1', 0))
        yield holder.getsockname()[1]


@functools.cache
def _terminal() -> int:
    """Copy stderr before the first test: while one runs, it leads to what pytest captures."""
    return os.dup(sys.__stderr__.fileno())


def _watch(node: 'pytest.Item | pytest.Collector') -> None:
    """
    End the tests, and tell where every thread stands, if nothing moves any more.

    pytest-timeout raises an error in the main thread, once for each test: it does not come to that while the thread is
    blocked in the middleware, and what hangs behind it, in the teardown, hangs for ever.
    """
    mark, given = node.get_closest_marker('timeout'), node.config.getoption('timeout')
    limit = float(
        mark.args[0] if mark else node.config.getini('timeout') if given is None else given
    )
    if limit:  # --timeout 0 is for those who have a debugger
        faulthandler.dump_traceback_later(limit + GRACE, exit=True, file=_terminal())
