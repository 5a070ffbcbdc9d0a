"""Scenarios as they are played, on a clock that the test moves."""

import array
import asyncio
import base64
import contextlib
import wave

import pytest

from furhat_ros.virtual_robot import Scenario, VirtualFurhatThread
from furhat_ros.virtual_robot.scenario.shelf import examples


@pytest.fixture
async def play(robot, clock):
    """Begin to play steps on a robot; give the task, which has done all that is due now."""
    async with contextlib.AsyncExitStack() as stack:

        async def play(steps, top=''):
            lines = ''.join(f'- {step}\n' for step in steps)
            task = asyncio.create_task(robot.play(Scenario.of(f'{top}\nsteps:\n{lines}')))
            stack.push_async_callback(end, task)
            await clock.advance(0)
            return task

        yield play


async def end(task):
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def where(robot):
    """Give who is where, rounded, by id."""

    def where():
        return {
            each.id: (round(each.x, 3), round(each.y, 3), round(each.z, 3)) for each in robot.users
        }

    return where  # fmt: skip


@pytest.fixture
def hears(connect, robot):
    """Connect a program that listens without end."""

    async def hears():
        program = await connect(robot)
        await program.ask(
            'request.listen.start', stop_no_speech=False, stop_user_end=False, partial=False
        )
        return program

    return hears


def texts(events):
    return [event['text'] for event in events if event['type'] == 'response.hear.end']


async def test_people_stand_where_they_enter_as_users_add_has_it(play, robot, where):
    robot.users.add('bob')
    await play(['enter: {id: ann, x: 0.5, y: 0.3, z: 2, attending: 0.5}', 'enter: {id: cho}'])
    assert where()['ann'] == (0.5, 0.3, 2.0)
    assert where()['cho'] == where()['bob']
    assert {each.id: each.attending for each in robot.users} == {'ann': 0.5, 'bob': 1, 'cho': 1}


async def test_step_begins_at_its_time_and_not_before(play, clock, where):
    await play(['at: 2\n  enter: {id: ann}'])
    await clock.advance(1.9)
    assert where() == {}
    await clock.advance(0.1)
    assert list(where()) == ['ann']


async def test_step_without_a_time_begins_after_the_one_before(play, clock, where):
    await play(['at: 2\n  enter: {id: ann}', 'enter: {id: ben}'])
    assert where() == {}
    await clock.advance(2)
    assert set(where()) == {'ann', 'ben'}


async def test_time_counts_from_the_end_of_a_wait(play, clock, where, program):
    await play(['wait: {listens: true}', 'at: 2\n  enter: {id: ann}'])
    await clock.advance(5)
    await program.ask('request.listen.start')
    await clock.advance(1.9)
    assert where() == {}
    await clock.advance(0.1)
    assert list(where()) == ['ann']


async def test_walk_leads_straight_there_in_its_seconds(play, clock, where):
    await play(['enter: {id: ann, x: 0, z: 3}', 'walk: {id: ann, to: {x: 1, z: 1}, seconds: 4}'])
    await clock.advance(1)
    assert where() == {'ann': (0.25, 0.1, 2.5)}
    await clock.advance(3)
    assert where() == {'ann': (1.0, 0.1, 1.0)}


async def test_walk_at_a_speed_takes_as_long_as_the_way(play, clock, where):
    await play(['enter: {id: ann, z: 3}', 'walk: {id: ann, to: {z: 1}, speed: 0.5}'])
    await clock.advance(3)
    assert where() == {'ann': (0.0, 0.1, 1.5)}
    await clock.advance(9)
    assert where() == {'ann': (0.0, 0.1, 1.0)}


async def test_walk_leads_through_every_place_at_an_even_pace(play, clock, where):
    way = 'to: [{x: 1}, {z: 4}, {y: 0.6, z: 4}]'
    await play(['enter: {id: ann, z: 2}', f'walk: {{id: ann, {way}}}'])
    seen = []
    for _ in range(4):
        await clock.advance(1)
        seen.append(where()['ann'])
    assert seen == [(1, 0.1, 2), (1, 0.1, 3), (1, 0.1, 4), (1, 0.6, 4)]


async def test_nobody_walks_any_more_who_has_arrived(play, clock, robot):
    await play(['enter: {id: ann}', 'walk: {id: ann, to: {z: 2}, seconds: 1}'])
    assert robot.users.anybody_walks
    await clock.advance(1)
    assert not robot.users.anybody_walks


async def test_new_walk_takes_the_place_of_an_old_one(play, clock, where):
    steps = [
        'enter: {id: ann, z: 3}',
        'walk: {id: ann, to: {z: 1}, seconds: 2}',
        'at: 1\n  walk: {id: ann, to: {z: 3}, seconds: 4}',
    ]
    await play(steps)
    await clock.advance(3)
    assert where() == {'ann': (0.0, 0.1, 2.5)}


async def test_walk_to_where_somebody_is_takes_no_time(play, clock):
    task = await play(['enter: {id: ann, z: 3}', 'walk: {id: ann, to: {z: 3}}'])
    await clock.advance(0.1)
    assert task.done()


async def test_wait_for_somebody_goes_on_when_they_have_arrived(play, clock, robot):
    walk = 'walk: {id: ann, to: {z: 2}, seconds: 3}'
    await play(['enter: {id: ann}', walk, 'wait: {done: ann}', 'leave: {id: ann}'])
    await clock.advance(2.9)
    assert len(robot.users) == 1
    await clock.advance(0.1)
    assert len(robot.users) == 0


async def test_what_is_said_is_heard_by_a_robot_that_listens(play, clock, hears):
    program = await hears()
    await play(['enter: {id: ann}', 'say: {id: ann, text: hello there}'])
    await clock.advance(10)
    assert texts(await program.events()) == ['hello there']


async def test_recording_beside_the_file_is_what_the_microphone_hears(
    robot, program, clock, tmp_path
):
    ramp = array.array('h', range(-8000, 8000))
    with wave.open(str(tmp_path / 'hello.wav'), 'wb') as file:
        file.setparams((1, 2, 16000, 0, 'NONE', ''))
        file.writeframes(ramp.tobytes())
    (tmp_path / 'my.yaml').write_text('steps:\n- say: {text: hello, sound: hello.wav}\n')
    await program.ask('request.audio.start')
    task = asyncio.create_task(robot.play(Scenario.read(tmp_path / 'my.yaml')))
    await clock.advance(1)
    await task
    chunks = [event['microphone'] for event in await program.events()]
    heard = array.array('h', b''.join(map(base64.b64decode, chunks)))
    assert max(abs(one - other) for one, other in zip(heard, ramp, strict=True)) < 200


async def test_somebody_finishes_a_sentence_before_they_say_another(play, clock, robot):
    steps = ['enter: {id: ann}', 'say: {id: ann, text: hello}', 'say: {id: ann, text: you}']
    await play([*steps, 'leave: {id: ann}'])
    assert [each.said.text for each in robot.ears.voices] == ['hello']
    await clock.advance(0.4)
    assert [each.said.text for each in robot.ears.voices] == ['you']
    assert len(robot.users) == 0


async def test_others_talk_meanwhile(play, robot):
    await play(['enter: {id: ann}', 'say: {id: ann, text: hello}', 'say: {text: you}'])
    assert {each.said.text for each in robot.ears.voices} == {'hello', 'you'}


async def test_play_ends_when_everybody_has_finished(play, clock):
    task = await play(
        ['enter: {id: ann}', 'say: {id: ann, text: hello}', 'say: {text: hello you}']
    )
    await clock.advance(0.5)
    assert not task.done()
    await clock.advance(1)
    assert task.done()


@pytest.mark.parametrize(
    ('at', 'attending'), [('robot', 1), ('away', 0), ('near', 0.25), ('behind', 0), ('before', 1)]
)
async def test_look_is_as_much_at_the_robot_as_the_angle_says(play, robot, at, attending):
    steps = [
        'enter: {id: ann, x: 0, z: 2, attending: 0.4}',
        'enter: {id: near, x: 1, z: 1}',
        'enter: {id: behind, x: 0, z: 4}',
        'enter: {id: before, x: 0, z: 1}',
    ]
    await play([*steps, f'look: {{id: ann, at: {at}}}'])
    [found] = [each.attending for each in robot.users if each.id == 'ann']
    assert found == attending


async def test_fault_begins_and_ends(play, clock, robot):
    steps = [
        'fault: {name: delay, seconds: 0.5, direction: both}',
        'at: 3\n  end_fault: {name: delay}',
    ]
    await play(steps)  # fmt: skip
    [fault] = robot.faults.started
    assert (fault.seconds, fault.direction) == (0.5, 'both')
    await clock.advance(3)
    assert robot.faults.started == ()


CONDITIONS = [
    ('says: hello', 'speak.text', {'text': 'Hello you'}),
    ('gesture: Smile', 'gesture.start', {'name': 'Smile'}),
    ('listens: true', 'listen.start', {}),
    ('attends: ann', 'attend.user', {'user_id': 'closest'}),
    ('attends: location', 'attend.location', {'x': 0, 'y': 0, 'z': 1}),
    ('led: Red', 'led.set', {'color': '#ff0000'}),
]


@pytest.mark.parametrize(('condition', 'request_', 'fields'), CONDITIONS)
async def test_expectation_is_met_by_what_the_robot_does(
    play, clock, program, condition, request_, fields
):
    task = await play(['enter: {id: ann}', f'expect: {{{condition}, within: 5}}'])
    await clock.advance(1)
    await program.ask(f'request.{request_}', **fields)
    await clock.advance(3)
    assert task.done()
    assert task.result().is_met
    assert '1 of 1 expectations met' in str(task.result())


@pytest.mark.parametrize(('condition', 'request_', 'fields'), CONDITIONS)
async def test_expectation_is_missed_by_what_comes_too_late(
    play, clock, program, condition, request_, fields
):
    task = await play(['enter: {id: ann}', f'expect: {{{condition}, within: 5}}'])
    await clock.advance(4.9)
    assert not task.done()
    await clock.advance(0.1)
    await program.ask(f'request.{request_}', **fields)
    await clock.advance(3)
    assert not task.result().is_met


async def test_report_tells_what_happened_instead(play, clock, program):
    steps = [
        'enter: {id: ann}',
        'expect: {says: bye, within: 3}',
        'expect: {attends: ann, within: 0}',
        'expect: {led: red, within: 0}',
        'expect: {gesture: Nod, within: 0}',
        'expect: {listens: true, within: 0}',
        'expect: {connected: false, within: 0}',
    ]
    task = await play(steps)
    await program.ask('request.speak.text', text='hello')
    await program.ask('request.gesture.start', name='Smile')
    await clock.advance(10)
    assert str(task.result()).split('\n') == [
        'scenario: 0 of 6 expectations met',
        "  NOT MET line 4, step 2, at 0.0 s: the robot says 'bye' within 3 s: it said 'hello'",
        '  NOT MET line 5, step 3, at 3.0 s: the robot attends ann within 0 s: it attends nobody',
        '  NOT MET line 6, step 4, at 3.0 s: the LEDs are #ff0000 within 0 s: its LEDs are #000000',
        "  NOT MET line 7, step 5, at 3.0 s: the robot plays Nod within 0 s: its gestures were 'Smile'",
        '  NOT MET line 8, step 6, at 3.0 s: the robot listens within 0 s: it does not listen',
        '  NOT MET line 9, step 7, at 3.0 s: no program is connected within 0 s: somebody is',
    ]


async def test_what_was_said_before_anybody_did_something_does_not_count(play, clock, program):
    await program.ask('request.speak.text', text='hello')
    await clock.advance(5)
    task = await play(['enter: {id: ann}', 'expect: {says: hello, within: 5}'])
    await clock.advance(6)
    assert not task.result().is_met


async def test_what_was_said_before_the_latest_deed_does_not_count(play, clock, program):
    steps = [
        'enter: {id: ann}',
        'at: 5\n  look: {id: ann, at: away}',
        'expect: {says: hello, within: 5}',
    ]
    task = await play(steps)
    await program.ask('request.speak.text', text='hello')
    await clock.advance(11)
    assert not task.result().is_met


async def test_robot_may_do_several_things_before_they_are_looked_at(play, clock, program):
    steps = [
        'enter: {id: ann}',
        'expect: {says: one}',
        'expect: {gesture: Nod}',
        'expect: {says: two}',
    ]
    task = await play(steps)  # fmt: skip
    await program.ask('request.gesture.start', name='Nod')
    await program.ask('request.speak.text', text='two')
    await program.ask('request.speak.text', text='one')
    await program.ask('request.speak.text', text='two')
    await clock.advance(10)
    assert task.result().is_met


async def test_what_was_said_once_meets_one_expectation(play, clock, program):
    task = await play(['enter: {id: ann}', 'expect: {says: one}', 'expect: {says: one}'])
    await program.ask('request.speak.text', text='one')
    await clock.advance(20)
    assert [each.met for each in task.result().outcomes] == [True, False]


@pytest.mark.parametrize(
    ('pattern', 'fits'),
    [
        ("'*'", True),
        ('HELLO', True),
        ('hello ann', False),
        ('hello * ann', True),
        ("'how are*hello'", False),
        ("'ann,   how'", True),
        ('h.llo', False),
        ("'ann*ann'", False),
    ],
)
async def test_text_fits_if_it_is_part_of_what_is_said(play, clock, program, pattern, fits):
    task = await play([f'expect: {{says: {pattern}, within: 9}}'])
    await program.ask('request.speak.text', text='Hello, dear Ann, how are you?')
    await clock.advance(10)
    assert task.result().is_met == fits


async def test_wait_that_is_in_vain_goes_on_and_is_no_failure(play, clock, where):
    task = await play(['wait: {listens: true, within: 3}', 'enter: {id: ann}'])
    await clock.advance(2.9)
    assert where() == {}
    await clock.advance(0.1)
    assert list(where()) == ['ann']
    assert task.result().is_met


async def test_program_that_is_there_already_is_connected(program, play):
    task = await play(['expect: {connected: true, within: 0}'])
    assert task.result().is_met


@pytest.mark.parametrize('fault', ['{name: drop}', '{name: restart, seconds: 3}'])
async def test_program_has_to_connect_again_after_a_fault(play, clock, robot, connect, fault):
    await connect(robot)
    task = await play([f'fault: {fault}', 'expect: {connected: true, within: 9}'])
    await clock.advance(5)
    assert not task.done()
    await connect(robot)
    await robot.wait_until(lambda robot: robot.connections)
    await clock.advance(1)
    assert task.result().is_met


async def test_robot_that_restarts_is_seen_as_before(play, clock, robot, connect):
    task = await play(['fault: {name: restart, seconds: 1}', 'expect: {says: hello, within: 99}'])
    await clock.advance(2)
    program = await connect(robot)
    await program.ask('request.speak.text', text='hello')
    await clock.advance(10)
    assert task.result().is_met


async def test_loop_begins_again_with_an_empty_room(play, clock, where, robot):
    steps = ['enter: {id: ann}', 'fault: {name: delay}', 'at: 5\n  enter: {id: ben}']
    await play(steps, 'loop: true')
    await clock.advance(5.5)
    assert where() == {}
    assert robot.faults.started == ()
    await clock.advance(0.5)
    assert list(where()) == ['ann']
    await clock.advance(4.9)
    assert list(where()) == ['ann']
    assert len(robot.faults.started) == 1


async def test_loop_without_any_time_does_not_hold_up_the_robot(play, clock, program):
    await play(['enter: {id: ann}'], 'loop: true')
    await clock.advance(3)
    assert await program.ask('request.auth')


async def said_in(start, top, rounds):
    """Give what is said at random in a scenario of its own."""
    from furhat_ros.virtual_robot import ManualClock

    clock = ManualClock()
    robot = await start(clock=clock)
    text = f'{top}\nloop: true\nsteps:\n- say: {{text: [a, b, c, d]}}\n'
    task = asyncio.create_task(robot.play(Scenario.of(text)))
    said = []
    for _ in range(rounds):
        await clock.advance(0.01)
        said += [each.said.text for each in robot.ears.voices]
        await clock.advance(1.14)
    await end(task)
    return said


async def test_chance_takes_the_same_course_every_time_and_another_one_with_another_seed(start):
    first, again, other = [await said_in(start, top, 12) for top in ('', 'seed: 0', 'seed: 1')]
    assert len(first) == 12
    assert first == again != other
    assert len(set(first)) > 1


async def test_step_that_somebody_else_made_impossible_is_told_and_the_others_go_on(
    play, clock, robot, where
):
    robot.users.add('ben')
    steps = ['enter: {id: ann}', 'enter: {id: ben}', 'at: 1\n  walk: {id: ann, to: {z: 2}}']
    task = await play([*steps, 'look: {id: ben, at: ann}', 'enter: {id: cho}'])
    robot.users.remove('ann')
    await clock.advance(1)
    assert set(where()) == {'ben', 'cho'}
    assert not task.result().is_met
    assert str(task.result()).split('\n') == [
        'scenario: 0 of 0 expectations met',
        '  FAILED  line 4, step 2: enter: ben is already here',
        '  FAILED  line 6, step 3: walk: ann is not there',
        '  FAILED  line 7, step 4: look: ann is not there',
    ]


async def test_play_that_is_over_does_not_watch_the_robot_any_more(play, robot):
    task = await play(['wait: {listens: true}'])
    assert len(robot.on_change) == 1
    await end(task)
    assert robot.on_change == []


async def test_same_file_plays_the_same_at_any_speed(start):
    text = 'steps:\n- enter: {id: ann}\n- walk: {id: ann, to: {z: 9}, seconds: 50}\n- wait: {done: ann}\n'
    robot = await start(clock=None, speed=1000)
    assert (await robot.play(Scenario.of(text))).is_met
    assert [each.z for each in robot.users] == [9]


def test_robot_in_a_thread_plays_scenarios():
    with VirtualFurhatThread(speed=100) as robot:
        report = robot.play(Scenario.of('steps:\n- expect: {listens: true, within: 5}\n'))
    assert [each.met for each in report.outcomes] == [False]


@pytest.mark.parametrize('name', examples())
def test_example_is_a_scenario_that_teaches(name):
    scenario = Scenario.read(name)
    assert len(scenario.steps) > 5


async def run_example(robot, clock, name, seconds):
    task = asyncio.create_task(robot.play(Scenario.read(name)))
    await clock.advance(0)
    await clock.advance(seconds)
    return task


async def test_reception_goes_on_without_any_program(robot, clock, where):
    task = await run_example(robot, clock, 'reception', 300)
    assert not task.done()
    seen = set()
    for _ in range(60):
        await clock.advance(1)
        seen |= set(where())
    assert seen == {'ann', 'ben'}
    await end(task)


async def test_queue_is_met_by_a_program_that_attends_the_closest(robot, program, clock):
    task = await run_example(robot, clock, 'queue', 0)
    await program.ask('request.attend.user', user_id='closest')
    await clock.advance(60)
    assert task.result().is_met, str(task.result())
    assert task.result().met == 6


async def test_queue_is_not_met_by_a_program_that_attends_nobody(robot, program, clock):
    task = await run_example(robot, clock, 'queue', 90)
    assert task.result().missed == 5


async def test_bad_day_is_met_by_programs_that_connect_again(robot, connect, clock):
    await connect(robot)
    task = await run_example(robot, clock, 'bad_day', 5)
    for _ in range(2):
        await robot.wait_until(lambda robot: not robot.connections)
        await clock.advance(10)
        await connect(robot)
        await robot.wait_until(lambda robot: robot.connections)
        await clock.advance(2.5)
    await clock.advance(30)
    assert task.result().is_met, str(task.result())
    assert task.result().met == 4


async def test_bad_day_is_not_met_by_a_program_that_gives_up(robot, connect, clock):
    await connect(robot)
    task = await run_example(robot, clock, 'bad_day', 200)
    assert task.result().missed == 3
