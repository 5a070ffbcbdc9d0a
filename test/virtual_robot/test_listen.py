"""The listen session: what is heard, the four ways it ends, and the robot's own turn."""

import asyncio

import pytest

ALREADY = 'Cannot start listening while already listening'


@pytest.fixture
async def hear(robot, clock):
    """Let somebody say something while the clock runs, up to the last word."""

    async def hear(text):
        speech = asyncio.create_task(robot.hear(text))
        while not speech.done():
            await clock.advance(0.05)

    return hear


async def test_start_is_announced(robot, program):
    assert await program.ask('request.listen.start', request_id='mine') == [
        {'type': 'response.listen.start', 'request_id': 'mine'}
    ]
    assert robot.is_listening


async def test_silence_ends_the_session_after_8_seconds(robot, program, clock):
    await program.ask('request.listen.start')
    await clock.advance(7.9)
    assert await program.events() == []
    await clock.advance(0.2)
    assert await program.events() == [{'type': 'response.listen.end', 'cause': 'silence_timeout'}]
    assert not robot.is_listening


async def test_no_speech_timeout_is_an_option(program, clock):
    await program.ask('request.listen.start', no_speech_timeout=0.5)
    await clock.advance(0.6)
    assert (await program.events())[0]['cause'] == 'silence_timeout'


async def test_session_may_outlast_any_silence(robot, program, clock):
    await program.ask('request.listen.start', stop_no_speech=False)
    await clock.advance(1000)
    assert robot.is_listening


async def test_utterance_ends_the_session_after_a_second_of_silence(program, clock, hear):
    await program.ask('request.listen.start', request_id='mine')
    await hear('Hello there, robot.')
    assert await program.events() == [{'type': 'response.hear.start', 'request_id': 'mine'}]
    await clock.advance(0.9)
    assert await program.events() == []
    await clock.advance(0.2)
    assert await program.events() == [
        {'type': 'response.hear.end', 'text': 'Hello there, robot.', 'request_id': 'mine'},
        {'type': 'response.listen.end', 'cause': 'speech_end', 'request_id': 'mine'},
    ]


async def test_end_speech_timeout_is_an_option(program, clock, hear, types):
    await program.ask('request.listen.start', end_speech_timeout=0.1)
    await hear('Hello')
    await clock.advance(0.15)
    assert types(await program.events()) == ['hear.start', 'hear.end', 'listen.end']


async def test_partials_grow_word_by_word_if_asked_for(program, hear):
    await program.ask('request.listen.start', partial=True)
    await hear('one two three')
    partials = [event['text'] for event in await program.events() if 'text' in event]
    assert partials == ['one', 'one two', 'one two three']


async def test_pause_shorter_than_the_timeout_joins_what_is_said(program, clock, hear):
    await program.ask('request.listen.start')
    await hear('one')
    await clock.advance(0.5)
    await hear('two')
    await clock.advance(1.1)
    texts = [event['text'] for event in await program.events() if 'text' in event]
    assert texts == ['one two']


async def test_without_concat_each_segment_is_an_utterance(program, clock, hear, types):
    await program.ask('request.listen.start', concat=False)
    await hear('one')
    await clock.advance(0.5)
    await hear('two')
    await clock.advance(1.1)
    assert types(await program.events()) == [
        'hear.start',
        'hear.end',
        'hear.start',
        'hear.end',
        'listen.end',
    ]


async def test_session_may_outlast_many_utterances(robot, program, clock, hear, types):
    await program.ask('request.listen.start', stop_user_end=False)
    for text in ('one', 'two'):
        await hear(text)
        await clock.advance(1.1)
    assert types(await program.events()) == ['hear.start', 'hear.end'] * 2
    assert robot.is_listening


async def test_silence_is_counted_anew_after_an_utterance(program, clock, hear, types):
    await program.ask('request.listen.start', stop_user_end=False)
    await clock.advance(5)
    await hear('one')
    await clock.advance(1.1)
    await program.events()
    await clock.advance(7.8)
    assert await program.events() == []
    await clock.advance(0.2)
    assert types(await program.events()) == ['listen.end']


async def test_silence_is_not_counted_while_somebody_speaks(program, hear, types):
    await program.ask('request.listen.start', no_speech_timeout=0.2)
    await hear('a long sentence that takes its time')
    assert types(await program.events()) == ['hear.start']


async def test_stop_ends_the_session(robot, program):
    await program.ask('request.listen.start')
    assert await program.ask('request.listen.stop') == [
        {'type': 'response.listen.end', 'cause': 'stopped'}
    ]
    assert not robot.is_listening


async def test_stop_without_a_session_says_nothing(program):
    assert await program.ask('request.listen.stop') == []


@pytest.mark.parametrize(('hear_end_when_cut', 'texts'), [(True, ['one two']), (False, [])])
async def test_stop_in_mid_speech_gives_the_words_so_far_by_option(
    start, connect, clock, hear_end_when_cut, texts
):
    robot = await start(hear_end_when_cut=hear_end_when_cut)
    program = await connect(robot)
    await program.ask('request.listen.start')
    speech = asyncio.create_task(robot.hear('one two three four'))
    await clock.advance(0.5)
    events = await program.ask('request.listen.stop')
    assert [event['text'] for event in events if 'text' in event] == texts
    assert events[-1] == {'type': 'response.listen.end', 'cause': 'stopped'}
    await clock.advance(5)
    await speech


async def test_second_start_is_refused_in_the_robots_words(program):
    await program.ask('request.listen.start')
    assert await program.ask('request.listen.start', request_id='second') == [
        {'type': 'response.error', 'error': ALREADY, 'request_id': 'second'}
    ]


async def test_session_left_behind_blocks_the_next_client(robot, connect):
    gone = await connect(robot)
    await gone.ask('request.listen.start')
    await gone.socket.close()
    program = await connect(robot)
    assert (await program.ask('request.listen.start'))[0]['error'] == ALREADY


async def test_another_client_can_stop_the_session(robot, connect):
    await (await connect(robot)).ask('request.listen.start')
    await (await connect(robot)).ask('request.listen.stop')
    assert not robot.is_listening


async def test_speech_of_the_robot_ends_the_session(robot, program, clock):
    await program.ask('request.listen.start')
    await program.ask('request.speak.text', text='Hi')
    await clock.advance(0.5)
    end, begun = await program.events()
    assert end == {'type': 'response.listen.end', 'cause': 'robot_speak'}
    assert begun['type'] == 'response.speak.start'
    assert not robot.is_listening


async def test_session_may_ignore_the_robot(robot, program, clock, types):
    await program.ask('request.listen.start', stop_robot_start=False)
    await program.ask('request.speak.text', text='Hi')
    await clock.advance(5)
    assert types(await program.events()) == ['speak.start', 'speak.end']
    assert robot.is_listening


async def test_session_can_resume_when_the_robot_has_finished(robot, program, clock, types):
    await program.ask('request.listen.start', resume_robot_end=True)
    await program.ask('request.speak.text', text='Hi')
    await clock.advance(0.5)
    assert not robot.is_listening
    await clock.advance(1)
    assert robot.is_listening
    assert types(await program.events()) == [
        'listen.end',
        'speak.start',
        'speak.end',
        'listen.start',
    ]


async def test_session_resumes_only_after_the_whole_queue(program, clock, types):
    await program.ask('request.listen.start', resume_robot_end=True)
    for text in ('one', 'two'):
        await program.ask('request.speak.text', text=text)
    await clock.advance(5)
    assert types(await program.events()) == [
        'listen.end',
        'speak.start',
        'speak.end',
        'speak.start',
        'speak.end',
        'listen.start',
    ]


async def test_pause_may_be_silent(start, connect, clock, types):
    program = await connect(await start(pause_events=False))
    await program.ask('request.listen.start', resume_robot_end=True)
    await program.ask('request.speak.text', text='one')
    await clock.advance(5)
    assert types(await program.events()) == ['speak.start', 'speak.end']


async def test_paused_session_hears_nothing(program, clock, hear):
    await program.ask('request.listen.start', resume_robot_end=True)
    await program.ask('request.speak.text', text='a fairly long sentence of the robot')
    await clock.advance(1.2)
    await program.events()
    await hear('one')
    assert await program.events() == []


async def test_paused_session_still_blocks_a_start_and_can_be_stopped(program, clock):
    await program.ask('request.listen.start', resume_robot_end=True)
    await program.ask('request.speak.text', text='Hello there')
    await clock.advance(0.7)
    await program.events()
    assert (await program.ask('request.listen.start'))[0]['error'] == ALREADY
    assert (await program.ask('request.listen.stop'))[0]['cause'] == 'stopped'
    await clock.advance(5)
    assert 'response.listen.start' not in [event['type'] for event in await program.events()]


async def test_session_opened_in_mid_speech_hears_the_rest(robot, program, clock):
    speech = asyncio.create_task(robot.hear('one two three four'))
    await clock.advance(0.5)
    await program.ask('request.listen.start')
    await clock.advance(3)
    await speech
    texts = [event['text'] for event in await program.events() if 'text' in event]
    assert texts == ['three four']


async def test_nobody_is_heard_without_a_session(program, hear):
    await hear('hello')
    assert await program.events() == []


async def test_two_voices_are_one_utterance(robot, program, clock, types):
    await program.ask('request.listen.start')
    both = asyncio.gather(robot.hear('one'), robot.hear('another one'))
    await clock.advance(3)
    await both
    assert types(await program.events()) == ['hear.start', 'hear.end', 'listen.end']


async def test_config_stays(robot, program):
    await program.ask('request.listen.config', languages=['sv-SE', 'en-US'], phrases=['Furhat'])
    await program.ask('request.listen.start')
    await program.ask('request.listen.stop')
    assert robot.listen.languages == ('sv-SE', 'en-US')
    assert robot.listen.phrases == ('Furhat',)


async def test_config_has_no_reply(program):
    assert await program.ask('request.listen.config', request_id='mine') == []
