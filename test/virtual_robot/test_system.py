"""The robot as a device."""

import pytest


async def test_status_says_that_the_robot_is_virtual(program):
    assert await program.ask('request.system.status', request_id='mine') == [
        {'type': 'response.system.status', 'volume': 70, 'virtual': True, 'request_id': 'mine'}
    ]


async def test_status_has_only_the_parts_that_were_asked_for(program):
    assert await program.ask('request.system.status', virtual=False) == [
        {'type': 'response.system.status', 'volume': 70}
    ]


async def test_volume_is_set_without_an_answer(robot, program):
    assert await program.ask('request.system.config', volume=35) == []
    assert robot.system.volume == 35
    (status,) = await program.ask('request.system.status')
    assert status['volume'] == 35


async def test_volume_that_is_left_out_stays(robot, program):
    assert await program.ask('request.system.config') == []
    assert robot.system.volume == 70


@pytest.mark.parametrize('volume', [-1, 101, 50.5, '50', True])
async def test_impossible_volume_is_refused(robot, program, volume):
    (error,) = await program.ask('request.system.config', volume=volume)
    assert 'must be a whole number from 0 to 100' in error['error']
    assert robot.system.volume == 70
