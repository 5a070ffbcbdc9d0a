"""The robot's faces."""


async def test_status_has_the_active_face_and_the_list(program):
    (status,) = await program.ask('request.face.status', request_id='mine')
    assert status['request_id'] == 'mine'
    assert status['face_id'] == 'adult - Alex'
    assert status['face_id'] in status['face_list']
    assert 50 <= len(status['face_list']) <= 70


async def test_list_is_left_out_if_not_asked_for(program):
    (status,) = await program.ask('request.face.status', face_list=False)
    assert status.keys() == {'type', 'face_id'}
