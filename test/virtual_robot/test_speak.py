"""The speech queue: order, timing, words, abort and stop."""

import pytest

TWO_WORDS = 'Hello there'
"""Ten letters, two words, one gap: 0.7 s; 11 characters to synthesise: 0.62 s."""


async def test_speech_starts_after_synthesis_and_ends_when_it_is_said(program, clock):
    assert await program.ask('request.speak.text', text=TWO_WORDS) == []
    await clock.advance(0.61)
    assert await program.events() == []
    await clock.advance(0.02)
    assert await program.events() == [
        {'type': 'response.speak.start', 'text': TWO_WORDS, 'gen_time': 620}
    ]
    await clock.advance(0.68)
    assert await program.events() == []
    await clock.advance(0.02)
    assert await program.events() == [{'type': 'response.speak.end', 'text': TWO_WORDS}]


async def test_robot_is_speaking_only_while_it_can_be_heard(robot, program, clock):
    await program.ask('request.speak.text', text=TWO_WORDS)
    assert not robot.is_speaking
    await clock.advance(0.7)
    assert robot.is_speaking
    await clock.advance(1)
    assert not robot.is_speaking


async def test_text_is_synthesised_once(program, clock):
    for expected in (620, 0):
        await program.send('request.speak.text', text=TWO_WORDS)
        await clock.advance(2)
        assert (await program.wait_for('response.speak.start'))['gen_time'] == expected
        await clock.advance(2)


async def test_synthesis_of_a_long_text_takes_no_longer_than_1400_ms(program, clock):
    await program.ask('request.speak.text', text='word ' * 100)
    await clock.advance(1.41)
    assert (await program.events())[0]['gen_time'] == 1400


async def test_events_echo_the_request_id(program, clock):
    await program.ask('request.speak.text', text='Hi', monitor_words=True, request_id='mine')
    await clock.advance(5)
    assert [event['request_id'] for event in await program.events()] == ['mine'] * 3


async def test_words_come_at_their_start_if_asked_for(program, clock):
    await program.ask('request.speak.text', text='Hello, there!', monitor_words=True)
    await clock.advance(0.67)
    assert (await program.events())[1:] == [
        {'type': 'response.speak.word', 'word': 'Hello', 'index': 0}
    ]
    await clock.advance(0.325 + 0.2)
    assert await program.events() == [{'type': 'response.speak.word', 'word': 'there', 'index': 1}]


async def test_words_are_not_told_unless_asked_for(program, clock, types):
    await program.ask('request.speak.text', text='one two three')
    await clock.advance(10)
    assert types(await program.events()) == ['speak.start', 'speak.end']


async def test_queue_is_first_in_first_out(robot, program, clock, types):
    for text in ('one', 'two', 'three'):
        await program.ask('request.speak.text', text=text)
    await clock.advance(10)
    assert types(await program.events()) == ['speak.start', 'speak.end'] * 3
    assert [spoken.text for spoken in robot.spoken] == ['one', 'two', 'three']


async def test_stop_ends_the_running_speech_with_what_was_said(robot, program, clock):
    await program.ask('request.speak.text', text='one two three four', request_id='mine')
    await clock.advance(0.77 + 0.3)
    await program.events()
    assert await program.ask('request.speak.stop') == [
        {
            'type': 'response.speak.end',
            'text': 'one two',
            'aborted': True,
            'request_id': 'mine',
        }
    ]
    assert [(spoken.text, spoken.aborted) for spoken in robot.spoken] == [('one two', True)]


async def test_nothing_follows_a_stop(program, clock):
    await program.ask('request.speak.text', text='one two three', monitor_words=True)
    await clock.advance(0.8)
    await program.ask('request.speak.stop')
    await clock.advance(10)
    assert await program.events() == []


async def test_stop_drops_what_is_queued_and_what_is_synthesised(robot, program, clock):
    for name in ('first', 'second'):
        await program.ask('request.speak.text', text=name, request_id=name)
    assert await program.ask('request.speak.stop') == [
        {'type': 'response.speak.end', 'text': '', 'aborted': True, 'request_id': name}
        for name in ('first', 'second')
    ]
    await clock.advance(10)
    assert robot.spoken == []


async def test_speech_that_never_started_may_end_without_an_event(start, connect):
    program = await connect(await start(end_unstarted=False))
    await program.ask('request.speak.text', text='one')
    assert await program.ask('request.speak.stop') == []


async def test_stop_of_silence_says_nothing(program):
    assert await program.ask('request.speak.stop') == []


async def test_abort_ends_everything_before_it(program, clock):
    await program.ask('request.speak.text', text='one two three', request_id='running')
    await program.ask('request.speak.text', text='queued', request_id='queued')
    await clock.advance(0.8)
    await program.events()
    ends = await program.ask('request.speak.text', text='new', abort=True, request_id='new')
    assert [(end['request_id'], end['aborted']) for end in ends] == [
        ('running', True),
        ('queued', True),
    ]
    await clock.advance(10)
    assert [event['request_id'] for event in await program.events()] == ['new', 'new']


async def test_false_fields_may_be_written_out(start, connect, clock):
    program = await connect(await start(omit_false=False))
    await program.ask('request.speak.text', text='one')
    await clock.advance(5)
    end = (await program.events())[-1]
    assert (end['aborted'], end['failed']) == (False, False)


async def test_events_may_leave_out_the_request_id(start, connect, clock):
    program = await connect(await start(no_echo=('response.speak.start',)))
    await program.ask('request.speak.text', text='one', request_id='mine')
    await clock.advance(5)
    begun, ended = await program.events()
    assert 'request_id' not in begun
    assert ended['request_id'] == 'mine'


@pytest.mark.parametrize(('events_to', 'count'), [('all', 2), ('requester', 0)])
async def test_others_are_told_by_option(start, connect, clock, events_to, count):
    robot = await start(events_to=events_to)
    speaker, other = await connect(robot), await connect(robot)
    await speaker.ask('request.speak.text', text='one')
    await clock.advance(5)
    assert len(await speaker.events()) == 2
    assert len(await other.events()) == count


async def test_speech_goes_on_when_its_client_leaves(robot, connect, clock):
    program = await connect(robot)
    await program.ask('request.speak.text', text='one')
    await program.socket.close()
    await clock.advance(5)
    assert [spoken.text for spoken in robot.spoken] == ['one']


async def test_markup_is_not_spoken(program, clock):
    text = '<speak>Hello <break time="1s"/> you</speak>'
    await program.ask('request.speak.text', text=text, monitor_words=True)
    await clock.advance(10)
    words = [event['word'] for event in await program.events() if 'word' in event]
    assert words == ['Hello', 'you']


@pytest.mark.parametrize('text', ['', '...', ' '])
async def test_text_without_words_starts_and_ends(program, clock, types, text):
    await program.ask('request.speak.text', text=text)
    await clock.advance(1)
    assert types(await program.events()) == ['speak.start', 'speak.end']


async def test_failed_synthesis_ends_without_a_start(start, connect, clock):
    program = await connect(await start(synthesis='fails'))
    for text in ('one', 'two'):
        await program.ask('request.speak.text', text=text, request_id=text)
    await clock.advance(5)
    assert await program.events() == [
        {'type': 'response.speak.end', 'text': '', 'failed': True, 'request_id': text}
        for text in ('one', 'two')
    ]


async def test_hanging_synthesis_says_nothing_until_it_is_stopped(start, connect, clock):
    program = await connect(await start(synthesis='hangs'))
    await program.ask('request.speak.text', text='one')
    await clock.advance(1000)
    assert await program.events() == []
    assert await program.ask('request.speak.stop') == [
        {'type': 'response.speak.end', 'text': '', 'aborted': True}
    ]
