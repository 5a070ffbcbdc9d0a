from furhat_ros.protocol.codec import decode_event
from furhat_ros.protocol.system import SystemStatus, SystemStatusResult


def test_status_asks_for_everything_unless_told():
    assert SystemStatus().to_wire() == {
        'type': 'request.system.status',
        'volume': True,
        'virtual': True,
    }


def test_a_status_is_read():
    assert decode_event(
        '{"type": "response.system.status", "volume": 70, "virtual": false}'
    ) == SystemStatusResult(70, False)


def test_what_the_robot_does_not_say_is_unknown():
    assert decode_event('{"type": "response.system.status"}') == SystemStatusResult(None, None)
