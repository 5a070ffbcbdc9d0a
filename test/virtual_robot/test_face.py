"""The face that the robot shows."""

import pytest

from furhat_ros.virtual_robot.face import Headpose


async def test_status_has_the_active_face_and_the_list(program):
    (status,) = await program.ask('request.face.status', request_id='mine')
    assert status['request_id'] == 'mine'
    assert status['face_id'] == 'adult - Alex'
    assert status['face_id'] in status['face_list']
    assert 50 <= len(status['face_list']) <= 70


async def test_list_is_left_out_if_not_asked_for(program):
    (status,) = await program.ask('request.face.status', face_list=False)
    assert status.keys() == {'type', 'face_id'}


async def test_params_stay_until_they_are_changed_or_reset(robot, program):
    params = {'SMILE_OPEN': 0.6, 'BROW_UP_LEFT': -1, 'JAW_OPEN': 1.25}
    assert await program.ask('request.face.params', params=params) == []
    await program.ask('request.face.params', params={'JAW_OPEN': 0})
    assert robot.face.params == {'SMILE_OPEN': 0.6, 'BROW_UP_LEFT': -1, 'JAW_OPEN': 0}
    assert await program.ask('request.face.reset') == []
    assert robot.face.params == {}


async def test_headpose_is_absolute_and_medium_by_default(robot, program):
    assert await program.ask('request.face.headpose', yaw=20) == []
    assert robot.face.headpose == Headpose(20, 0.0, 0.0, relative=False, speed='medium')


async def test_headpose_is_kept(robot, program):
    pose = {'yaw': 10.0, 'pitch': -5, 'roll': 2.5, 'relative': True, 'speed': 'xslow'}
    await program.ask('request.face.headpose', **pose)
    assert robot.face.headpose == Headpose(**pose)


@pytest.mark.parametrize('limit', [50, 20])
async def test_head_goes_no_further_than_its_limit(start, connect, limit):
    robot = await start(head_limit=limit)
    await (await connect(robot)).ask('request.face.headpose', yaw=300, pitch=-300, roll=5)
    pose = robot.face.headpose
    assert (pose.yaw, pose.pitch, pose.roll) == (limit, -limit, 5)


async def test_face_is_chosen_without_an_answer(robot, program):
    assert await program.ask('request.face.config', face_id='child - Jane') == []
    assert robot.face.face_id == 'child - Jane'


@pytest.mark.parametrize('face_id', ['KEEP', None])
async def test_face_may_be_kept(robot, program, face_id):
    await program.ask('request.face.config', face_id='child - Jane')
    await program.ask('request.face.config', face_id=face_id, blinking=False)
    assert robot.face.face_id == 'child - Jane'
    assert robot.face.idle['blinking'] is False


async def test_behaviours_that_are_left_out_stay_as_they_are(robot, program):
    await program.ask('request.face.config', visibility=False, microexpressions=False)
    await program.ask('request.face.config', blinking=False, head_sway=True)
    assert robot.face.visibility is False
    assert robot.face.idle == {'microexpressions': False, 'blinking': False, 'head_sway': True}


async def test_behaviours_that_are_left_out_may_get_their_defaults(start, connect):
    robot = await start(face_left_out='default')
    program = await connect(robot)
    await program.ask('request.face.config', visibility=False, microexpressions=False)
    await program.ask('request.face.config', blinking=False)
    assert robot.face.visibility is True
    assert robot.face.idle == {'microexpressions': True, 'blinking': False, 'head_sway': False}


async def test_another_character_begins_with_its_own_behaviours(robot, program):
    await program.ask('request.face.config', blinking=False, microexpressions=False)
    await program.ask('request.face.config', face_id='adult - Jane', blinking=False)
    assert robot.face.idle == {'microexpressions': True, 'blinking': False, 'head_sway': False}


async def test_active_face_again_changes_nothing(robot, program):
    await program.ask('request.face.config', blinking=False)
    await program.ask('request.face.config', face_id='adult - Alex')
    assert robot.face.idle['blinking'] is False


async def test_unknown_face_is_met_with_silence(robot, program):
    assert await program.ask('request.face.config', face_id='adult - Nemo') == []
    assert robot.face.face_id == 'adult - Alex'


async def test_unknown_face_may_be_an_error(start, connect):
    robot = await start(unknown_names='error')
    program = await connect(robot)
    (error,) = await program.ask('request.face.config', face_id='adult - Nemo', blinking=False)
    assert error['error'] == 'There is no face called adult - Nemo'
    assert robot.face.idle['blinking'] is True
