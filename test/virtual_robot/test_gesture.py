"""The built-in gestures."""

import pytest

from furhat_ros.protocol.gesture import GESTURES
from furhat_ros.virtual_robot.gesture import NATURAL, Gesture

START = {'type': 'response.gesture.start'}
END = {'type': 'response.gesture.end'}


def test_robot_knows_the_gestures_of_the_catalog():
    assert sorted(NATURAL) == sorted(GESTURES)


@pytest.mark.parametrize('name', GESTURES)
async def test_monitored_gesture_starts_and_ends(program, clock, name):
    assert await program.ask('request.gesture.start', name=name, monitor=True) == [START]
    await clock.advance(3)
    assert await program.events() == [END]


async def test_gesture_that_is_not_monitored_is_silent(robot, program, clock):
    assert await program.ask('request.gesture.start', name='Nod') == []
    assert robot.gestures.running == (Gesture('Nod', 1.0, 1.2),)
    await clock.advance(3)
    assert await program.events() == []
    assert robot.gestures.running == ()


async def test_duration_is_a_factor_of_the_natural_length(program, clock):
    await program.ask('request.gesture.start', name='BigSmile', duration=2, monitor=True)
    await clock.advance(1.9)
    assert await program.events() == []
    await clock.advance(0.1)
    assert await program.events() == [END]


async def test_duration_may_be_seconds(start, connect):
    robot = await start(gesture_duration='seconds')
    await (await connect(robot)).ask('request.gesture.start', name='BigSmile', duration=2)
    assert robot.gestures.running[0].duration == 2


async def test_new_gesture_ends_the_one_in_its_group(robot, program, clock):
    await program.ask('request.gesture.start', name='Nod', monitor=True, request_id='nod')
    assert await program.ask(
        'request.gesture.start', name='Shake', monitor=True, request_id='shake'
    ) == [END | {'request_id': 'nod'}, START | {'request_id': 'shake'}]
    assert [each.name for each in robot.gestures.running] == ['Shake']
    await clock.advance(3)
    assert await program.events() == [END | {'request_id': 'shake'}]


async def test_gestures_of_different_groups_run_side_by_side(robot, program):
    for name in ('Nod', 'Smile', 'Blink', 'GazeAway', 'BrowRaise'):
        assert await program.ask('request.gesture.start', name=name, monitor=True) == [START]
    assert len(robot.gestures.running) == 5


async def test_gesture_runs_beside_speech(program, clock, types):
    await program.ask('request.speak.text', text='Hello there')
    await program.ask('request.gesture.start', name='Smile', monitor=True)
    await clock.advance(2)
    assert types(await program.events()) == ['speak.start', 'gesture.end', 'speak.end']


async def test_events_echo_the_request_id(program, clock):
    await program.send('request.gesture.start', name='Nod', monitor=True, request_id='mine')
    await clock.advance(3)
    assert [event['request_id'] for event in await program.events()] == ['mine'] * 2


async def test_intensity_is_kept(robot, program):
    await program.ask('request.gesture.start', name='Nod', intensity=0.5)
    assert robot.gestures.played[-1].intensity == 0.5


@pytest.mark.parametrize('name', ['ShakeHead', 'nod', ''])
async def test_unknown_name_is_met_with_silence(robot, program, clock, name):
    await program.ask('request.gesture.start', name=name, monitor=True)
    await clock.advance(20)
    assert await program.events() == []
    assert list(robot.gestures.played) == []


async def test_unknown_name_may_be_an_error(start, connect):
    program = await connect(await start(unknown_names='error'))
    (error,) = await program.ask('request.gesture.start', name='ShakeHead')
    assert error['error'] == 'There is no gesture called ShakeHead'
