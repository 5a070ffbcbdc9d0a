"""Messages that are read along while their frames pass by."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from furhat_ros.virtual_robot.frames import header
from furhat_ros.virtual_robot.tape import messages
from furhat_ros.virtual_robot.tape.messages import Messages, Unreadable

TEXT, BINARY, CLOSE, PING = 0x1, 0x2, 0x8, 0x9

CONTENTS = st.text(st.characters(codec='utf-8'), max_size=300) | st.binary(max_size=300)


def frame(opcode, payload, mask=b'', last=True):
    """Give a frame, masked if there is a mask."""
    head = bytearray(header(opcode, len(payload)))
    if not last:
        head[0] &= 0x7F
    if mask:
        head[1] |= 0x80
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return bytes(head) + mask + payload


def frames(message, mask, pieces, pings):
    """Give a message in several frames, pings between them."""
    opcode = TEXT if isinstance(message, str) else BINARY
    payload = message.encode() if isinstance(message, str) else message
    size = len(payload) // pieces + 1
    parts = [payload[i : i + size] for i in range(0, len(payload), size)] or [b'']
    for i, part in enumerate(parts):
        yield frame(opcode if i == 0 else 0, part, mask, last=i + 1 == len(parts))
        if pings:
            yield frame(PING, b'ping', mask)


def read(data, sizes=(10**9,)):
    """Read a stream in pieces, and give the messages and the goodbyes."""
    heard, goodbyes = [], []
    reader = Messages(heard.append, lambda *goodbye: goodbyes.append(goodbye))
    dice = random.Random(1)
    while data:
        size = dice.choice(sizes)
        reader.feed(data[:size])
        data = data[size:]
    return heard, goodbyes


@given(
    st.lists(CONTENTS),
    st.just(b'') | st.binary(min_size=4, max_size=4),
    st.integers(1, 4),
    st.booleans(),
    st.lists(st.integers(1, 400), min_size=1, max_size=4),
)
def test_messages_are_read_however_they_are_cut_up(contents, mask, pieces, pings, sizes):
    data = b''.join(part for each in contents for part in frames(each, mask, pieces, pings))
    assert read(data, sizes) == (contents, [])


def test_long_messages_are_read():
    contents = ['x' * 126, 'y' * 70_000]
    data = b''.join(frame(TEXT, each.encode(), b'abcd') for each in contents)
    assert read(data, (1, 7, 65536)) == (contents, [])


def test_message_that_is_too_large_is_told_and_the_next_one_is_read(monkeypatch):
    monkeypatch.setattr(messages, 'LARGEST', 10)
    data = frame(TEXT, b'x' * 6, last=False) + frame(0, b'x' * 6) + frame(TEXT, b'y')
    assert read(data) == ([None, 'y'], [])


def test_text_that_is_none_is_given_as_bytes():
    assert read(frame(TEXT, b'\xff')) == ([b'\xff'], [])


@pytest.mark.parametrize(
    ('payload', 'goodbye'),
    [(b'', (None, '')), (b'\x03\xe8', (1000, '')), (b'\x03\xe9bye', (1001, 'bye'))],
)
def test_goodbyes_are_read(payload, goodbye):
    assert read(frame(CLOSE, payload, b'1234')) == ([], [goodbye])


@pytest.mark.parametrize(
    'data',
    [
        b'\xc1\x00',
        frame(0x3, b''),
        frame(0, b''),
        frame(TEXT, b'', last=False) + frame(TEXT, b''),
        frame(PING, b'', last=False),
        frame(CLOSE, bytes(126)),
    ],
)
def test_what_no_websocket_says_is_unreadable(data):
    with pytest.raises(Unreadable):
        read(data)


def test_it_knows_whether_a_frame_is_just_passing():
    reader = Messages(lambda message: None, lambda code, reason: None)
    data = frame(TEXT, b'hello', b'1234')
    for byte in range(len(data)):
        assert reader.is_between_frames == (byte == 0)
        reader.feed(data[byte : byte + 1])
    assert reader.is_between_frames
