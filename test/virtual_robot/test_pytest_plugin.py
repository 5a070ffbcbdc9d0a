"""The fixtures that this package brings to other people's tests, as pytest runs them."""

import subprocess
import sys

import pytest

pytest_plugins = ['pytester']

PLUGIN = "pytest_plugins = ['furhat_ros.virtual_robot.pytest_plugin']\n"

SPEAKS = """
import pytest
from furhat_ros.client import FurhatClient


@pytest.mark.virtual_furhat(speed=20)
def test_it_speaks(virtual_furhat):
    with FurhatClient('127.0.0.1', port=virtual_furhat.port) as program:
        program.request_speak_text('hello you')
    assert virtual_furhat.spoken == ['hello you']
"""

SPEAKS_ASYNCHRONOUSLY = """
import asyncio
import pytest
from furhat_ros.client import AsyncFurhatClient


@pytest.mark.virtual_furhat(speed=20)
def test_it_speaks(async_virtual_furhat):
    async def test():
        async with async_virtual_furhat as robot:
            async with AsyncFurhatClient('127.0.0.1', port=robot.port) as program:
                await program.request_speak_text('hello you')
                await robot.wait_until(lambda robot: robot.spoken == ['hello you'])

    asyncio.run(test())
"""


@pytest.fixture
def run(pytester):
    """Run tests of somebody else who has no other plugins."""

    def run(source):
        pytester.makeconftest(PLUGIN)
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess(
            '-p', 'no:asyncio', '-p', 'no:anyio', '--strict-markers'
        )

    return run


def test_a_test_has_a_robot_that_runs(run):
    run(SPEAKS).assert_outcomes(passed=1)


def test_an_asynchronous_test_switches_its_robot_on_itself(run):
    run(SPEAKS_ASYNCHRONOUSLY).assert_outcomes(passed=1)


def test_each_test_has_a_robot_of_its_own(run):
    outcome = run("""
        import pytest

        @pytest.mark.parametrize('number', [1, 2])
        def test_room_is_empty(virtual_furhat, number):
            assert len(virtual_furhat.users) == 0
            virtual_furhat.users.add('ann')
    """)
    outcome.assert_outcomes(passed=2)


def test_the_mark_of_a_test_counts_more_than_that_of_its_module(run):
    outcome = run("""
        import pytest

        pytestmark = pytest.mark.virtual_furhat(visitors=2, leds=7)

        @pytest.mark.virtual_furhat(visitors=3)
        def test_options(virtual_furhat):
            assert len(virtual_furhat.users) == 3
            assert len(virtual_furhat.led.colors) == 7

        def test_options_of_the_module(virtual_furhat):
            assert len(virtual_furhat.users) == 2
    """)
    outcome.assert_outcomes(passed=2)


def test_options_may_be_a_parameter(run):
    outcome = run("""
        import pytest

        @pytest.mark.parametrize('virtual_furhat', [{'visitors': 1}, {'visitors': 2}], indirect=True)
        def test_visitors(virtual_furhat):
            assert len(virtual_furhat.users) in {1, 2}
    """)
    outcome.assert_outcomes(passed=2)


def test_a_class_of_clocks_gives_each_test_a_clock_of_its_own(run):
    outcome = run("""
        import pytest
        from furhat_ros.virtual_robot.clock import ManualClock

        @pytest.mark.virtual_furhat(clock=ManualClock)
        @pytest.mark.parametrize('number', [1, 2])
        def test_clock(virtual_furhat, number):
            assert virtual_furhat.clock.now() == 0
            virtual_furhat.clock.advance(5)
            assert virtual_furhat.clock.now() == 5
    """)
    outcome.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ('mark', 'complaint'),
    [
        ('visitors=-1', 'visitors must be between 0 and 20, got -1'),
        ('visitor=1', "unexpected keyword argument 'visitor'"),
        ('2', 'the options need their names, as in visitors=2'),
    ],
)
@pytest.mark.parametrize('fixture', ['virtual_furhat', 'async_virtual_furhat'])
def test_an_impossible_option_is_named_in_one_line(run, fixture, mark, complaint):
    outcome = run(f"""
        import pytest

        @pytest.mark.virtual_furhat({mark})
        def test_nothing({fixture}):
            pass
    """)
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines([f'@pytest.mark.virtual_furhat: *{complaint}*'])
    outcome.stdout.no_fnmatch_line('*Traceback*')


def test_the_mark_is_explained(pytester):
    pytester.makeconftest(PLUGIN)
    pytester.runpytest_inprocess('-p', 'no:asyncio', '--markers').stdout.fnmatch_lines(
        ['@pytest.mark.virtual_furhat(?*options): *']
    )


def test_who_wants_no_robot_does_not_load_one():
    code = 'import sys, furhat_ros.virtual_robot.pytest_plugin as p; print(*sys.modules)'
    loaded = subprocess.run(
        [sys.executable, '-c', code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {'websockets', 'rclpy', 'pytest_asyncio', 'PIL'} & set(loaded)
    assert 'furhat_ros.virtual_robot.robot' not in loaded
