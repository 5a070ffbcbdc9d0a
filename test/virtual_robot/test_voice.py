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
