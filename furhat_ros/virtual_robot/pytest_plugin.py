"""
Virtual robots as fixtures of pytest.

Who has installed furhat_ros with pip has them. Elsewhere, as in a colcon workspace, a line in `conftest.py` does it:

    pytest_plugins = ['furhat_ros.virtual_robot.pytest_plugin']
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    # pytest loads this for all tests, whether they want a robot or not.
    from .robot import VirtualFurhat
    from .thread import VirtualFurhatThread

MARK = 'virtual_furhat'


def pytest_configure(config: 'pytest.Config') -> None:
    """Make the mark known."""
    config.addinivalue_line(
        'markers', f'{MARK}(**options): how the virtual Furhat of a test is, e.g. visitors=2'
    )


@pytest.fixture
def virtual_furhat(request: 'pytest.FixtureRequest') -> 'Iterator[VirtualFurhatThread]':
    """Give a virtual Furhat that runs in a thread of its own; programs connect to its `url`."""
    from .thread import VirtualFurhatThread

    thread = VirtualFurhatThread(**_options(request))
    try:
        thread.__enter__()
    except (TypeError, ValueError) as error:
        _fail(str(error))
    yield thread
    thread.__exit__(None, None, None)


@pytest.fixture
def async_virtual_furhat(request: 'pytest.FixtureRequest') -> 'VirtualFurhat':
    """Give a virtual Furhat that `async with` switches on, whichever plugin runs the asynchronous test."""
    from .robot import VirtualFurhat

    try:
        return VirtualFurhat(**_options(request))
    except (TypeError, ValueError) as error:
        _fail(str(error))


def _options(request: 'pytest.FixtureRequest') -> dict[str, Any]:
    """Put together what the marks say, that of the test itself last, and a parameter of the fixture."""
    options: dict[str, Any] = {}
    for mark in reversed(list(request.node.iter_markers(MARK))):
        if mark.args:
            _fail('the options need their names, as in visitors=2')
        options.update(mark.kwargs)
    options.update(getattr(request, 'param', {}))
    if isinstance(options.get('clock'), type):
        # A mark is made once, and its clock would go on from one test to the next.
        options['clock'] = options['clock']()
    return options


def _fail(reason: str) -> NoReturn:
    raise pytest.fail.Exception(f'@pytest.mark.{MARK}: {reason}', pytrace=False)
