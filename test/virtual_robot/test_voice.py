"""The robot's voices."""

import json

import pytest


async def test_status_has_the_active_voice_and_the_list(program):
    (status,) = await program.ask('request.voice.status', request_id='mine')
    assert status['request_id'] == 'mine'
    assert status['voice_id'] in [voice['voice_id'] for voice in status['voice_list']]


async def test_list_is_left_out_if_not_asked_for(program):
    (status,) = await program.ask('request.voice.status', voice_list=False)
    assert status.keys() == {'type', 'voice_id'}


async def test_voices_are_described_completely(program):
    (status,) = await program.ask('request.voice.status')
    assert status['voice_list'][0] == {
        'voice_id': 'Matthew-Neural (en-US) - Amazon Polly',
        'name': 'Matthew-Neural',
        'provider': 'Amazon Polly',
        'language': 'en-US',
        'gender': 'male',
    }


@pytest.mark.parametrize('count', [200, 900, 1000])
async def test_number_of_voices_is_an_option(start, connect, count):
    program = await connect(await start(voices=count))
    (status,) = await program.ask('request.voice.status')
    assert len({voice['voice_id'] for voice in status['voice_list']}) == count


async def test_full_list_is_about_as_large_as_a_real_one(start, connect):
    program = await connect(await start(voices=914))
    (status,) = await program.ask('request.voice.status')
    assert 100_000 < len(json.dumps(status)) < 170_000


@pytest.mark.parametrize(
    ('filters', 'voice_id'),
    [
        ({'name': 'neural', 'gender': 'female'}, 'Danielle-Neural (en-US) - Amazon Polly'),
        ({'name': 'WILL'}, 'Will-Neural (en-US) - Amazon Polly'),
        ({'gender': 'FEMALE', 'language': 'sv-se'}, 'Danielle-Neural (sv-SE) - Amazon Polly'),
        ({'provider': 'acapela'}, 'Matthew22k_HQ (en-US) - Acapela'),
        (
            {'voice_id': 'MatthewNeural (de-DE) - Microsoft Azure'},
            'MatthewNeural (de-DE) - Microsoft Azure',
        ),
    ],
)
async def test_voice_is_chosen_by_all_that_is_given(start, connect, filters, voice_id):
    robot = await start(voices=900)
    program = await connect(robot)
    assert await program.ask('request.voice.config', request_id='mine', **filters) == [
        {'type': 'response.voice.status', 'voice_id': voice_id, 'request_id': 'mine'}
    ]
    assert robot.voice.voice_id == voice_id


async def test_answer_may_have_the_list(start, connect):
    program = await connect(await start(voice_config_list=True))
    (status,) = await program.ask('request.voice.config', name='Matthew')
    assert len(status['voice_list']) == 200


@pytest.mark.parametrize(
    'filters',
    [
        {'name': 'nobody'},
        {'name': 'Matthew', 'gender': 'female'},
        {'voice_id': 'Matthew'},
        {'gender': 'fem'},
    ],
)
async def test_voice_stays_if_none_fits(robot, program, filters):
    await program.ask('request.voice.config', language='sv-SE')
    before = robot.voice.voice_id
    (status,) = await program.ask('request.voice.config', **filters)
    assert status['voice_id'] == robot.voice.voice_id == before
    assert robot.listen.languages == ('sv-SE',)


async def test_voice_stays_if_nothing_is_given(robot, program):
    await program.ask('request.voice.config', language='sv-SE')
    (status,) = await program.ask('request.voice.config')
    assert '(sv-SE)' in status['voice_id']


async def test_unknown_voice_may_be_an_error(start, connect):
    program = await connect(await start(unknown_names='error'))
    (error,) = await program.ask('request.voice.config', name='nobody')
    assert error['error'] == 'There is no such voice'


async def test_voice_sets_the_language_of_listening(robot, program):
    await program.ask('request.voice.config', language='sv-SE')
    assert robot.listen.languages == ('sv-SE',)


async def test_voice_may_leave_the_language_of_listening(robot, program):
    await program.ask('request.voice.config', language='sv-SE', input_language=False)
    assert robot.listen.languages == ('en-US',)


async def test_language_of_listening_may_be_left_by_option(start, connect):
    robot = await start(input_language=False)
    await (await connect(robot)).ask('request.voice.config', language='sv-SE')
    assert robot.listen.languages == ('en-US',)


async def test_another_voice_has_to_synthesise_anew(program, clock):
    async def gen_time():
        events = await program.ask('request.speak.text', text='H')
        await clock.advance(5)
        return (events + await program.events())[0]['gen_time']

    assert [await gen_time() for _ in range(2)] == [420, 0]
    await program.ask('request.voice.config', gender='female')
    assert [await gen_time() for _ in range(2)] == [420, 0]
