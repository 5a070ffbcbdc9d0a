from furhat_ros.protocol.codec import decode_event
from furhat_ros.protocol.face import FaceStatus, FaceStatusResult


def test_status_asks_for_everything_unless_told():
    assert FaceStatus().to_wire() == {
        'type': 'request.face.status',
        'face_id': True,
        'face_list': True,
    }


def test_the_list_can_be_left_out():
    assert FaceStatus(face_list=False).to_wire()['face_list'] is False


def test_a_status_is_read():
    assert decode_event(
        '{"type": "response.face.status", "face_id": "adult - Alex", "face_list": ["a", "b"]}'
    ) == FaceStatusResult('adult - Alex', ('a', 'b'))


def test_what_was_not_asked_for_is_unknown():
    assert decode_event('{"type": "response.face.status"}') == FaceStatusResult(None, None)
