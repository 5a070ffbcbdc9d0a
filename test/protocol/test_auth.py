from furhat_ros.protocol.auth import Auth, AuthResult
from furhat_ros.protocol.codec import decode_event

KEY = 'a1b2c3d4e5f6'


def test_a_key_is_sent():
    assert Auth(KEY).to_wire() == {'type': 'request.auth', 'key': KEY}


def test_without_a_key_none_is_sent():
    assert Auth().to_wire() == {'type': 'request.auth'}


def test_the_key_is_not_in_the_repr():
    assert KEY not in repr(Auth(KEY, request_id='r-1'))


def test_the_key_is_not_in_the_repr_of_what_was_read():
    assert KEY not in repr(Auth.from_wire({'type': 'request.auth', 'key': KEY, 'key2': KEY}))


def test_a_grant_names_its_scope():
    assert decode_event(
        '{"type": "response.auth", "access": true, "scope": "local_network"}'
    ) == AuthResult(access=True, scope='local_network')


def test_a_grant_may_come_without_a_scope():
    assert decode_event('{"type": "response.auth", "access": true}') == AuthResult(access=True)


def test_no_word_about_access_is_no_access():
    assert decode_event('{"type": "response.auth"}').access is False
