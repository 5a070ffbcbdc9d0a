import pytest

from furhat_ros.protocol.camera import CameraData, CameraOnce, CameraStart, CameraStop
from furhat_ros.protocol.codec import decode_event


@pytest.mark.parametrize(
    ('request_type', 'wire'),
    [
        (CameraOnce, 'request.camera.once'),
        (CameraStart, 'request.camera.start'),
        (CameraStop, 'request.camera.stop'),
    ],
)
def test_the_requests_have_no_fields(request_type, wire):
    assert request_type().to_wire() == {'type': wire}


def test_a_frame_is_taken_as_it_comes():
    frame = decode_event('{"type": "response.camera.data", "image": "/9j/4A=="}')

    assert frame == CameraData('/9j/4A==')


def test_a_frame_does_not_flood_a_log():
    assert len(repr(CameraData('A' * 100_000))) < 100
