import asyncio
import logging
import re
import socket

import pytest

from furhat_ros.client.address import Address
from furhat_ros.client.link import LinkState
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.client.robot import Robot
from furhat_ros.errors import LinkLost, ProtocolViolation, RequestRefused
from furhat_ros.protocol.attend import AttendNobody, AttendUser
from furhat_ros.protocol.camera import CameraData, CameraOnce
from furhat_ros.protocol.codec import RobotError, UnknownEvent
from furhat_ros.protocol.face import FaceHeadpose, FaceStatus, FaceStatusResult
from furhat_ros.protocol.led import LedSet
from furhat_ros.protocol.listen import HearEnd, HearStart, ListenEnded, ListenStart, ListenStarted
from furhat_ros.protocol.speak import SpeakEnd, SpeakStart, SpeakStop, SpeakText, SpeakWord
from furhat_ros.protocol.system import SystemStatus, SystemStatusResult
from furhat_ros.protocol.users import UsersData, UsersStart, UsersStop
from furhat_ros.protocol.voice import VoiceStatus, VoiceStatusResult
from furhat_ros.virtual_robot.robot import VirtualFurhat

PATIENCE = 10.0
KEY = 'a1b2c3d4e5f6'
CONNECTED = LinkState.CONNECTED
WAITING = LinkState.WAITING
REFUSED = LinkState.REFUSED
CLOSED = LinkState.CLOSED


async def soon(awaitable):
    return await asyncio.wait_for(awaitable, PATIENCE)


class News:
    """A callback that remembers, and that can be waited for."""

    def __init__(self):
        self.all = []
        self._queue = asyncio.Queue()

    def __call__(self, news):
        self.all.append(news)
        self._queue.put_nowait(news)

    async def next(self):
        return await soon(self._queue.get())


@pytest.fixture
async def linked(scripted, start):
    """A connected robot: our side, the watcher of its link, and the other side."""
    robot, watcher, _ = start(scripted.address)
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    return robot, watcher, peer


@pytest.fixture
def long_pauses(monkeypatch):
    """All sleeps of more than 100 s from now on; they are over at once."""
    pauses, real_sleep = [], asyncio.sleep

    async def sleep(seconds):
        if seconds > 100:
            pauses.append(seconds)
            seconds = 0
        await real_sleep(seconds)

    monkeypatch.setattr(asyncio, 'sleep', sleep)
    return pauses


@pytest.fixture
async def virtual():
    async with VirtualFurhat(speed=50, visitors=1, silent_visitors=True) as robot:
        yield robot


@pytest.fixture
async def connected(virtual, start):
    """A robot that is connected to a virtual one."""
    robot, watcher, _ = start(Address('127.0.0.1', virtual.port))
    await watcher.reaches(CONNECTED)
    return robot


# The life of the link


async def test_nobody_tries_before_it_runs(scripted):
    assert Robot(scripted.address).status.state is CLOSED


async def test_a_link_comes_up_state_by_state(linked):
    _, watcher, _ = linked

    assert [state.name for state in watcher.states] == [
        'RESOLVING',
        'CONNECTING',
        'AUTHENTICATING',
        'CONNECTED',
    ]


async def test_the_status_of_a_link_names_the_granted_scope(scripted, start):
    _, watcher, _ = start(scripted.address)
    await (await scripted.accept()).grant('anywhere')

    assert (await watcher.reaches(CONNECTED)).scope == 'anywhere'


async def test_the_key_is_offered(scripted, start):
    start(scripted.address, key=KEY)

    assert (await (await scripted.accept()).grant())['key'] == KEY


async def test_the_key_is_asked_for_again_at_every_attempt(scripted, start):
    keys = iter(['old', 'new'])
    robot = Robot(scripted.address, lambda: next(keys), LinkPolicy(retry_refused=0.01))
    running = asyncio.create_task(robot.run())
    first = await (await scripted.accept()).answer(type='response.auth', access=False)
    second = await (await scripted.accept()).grant()
    running.cancel()

    assert (first['key'], second['key']) == ('old', 'new')


async def test_a_wrong_key_is_refused_and_said(scripted, start):
    _, watcher, _ = start(scripted.address, key='wrong', retry_refused=PATIENCE)
    await (await scripted.accept()).answer(type='response.auth', access=False)

    status = await watcher.reaches(REFUSED)

    assert status.reason == 'the robot refuses access: the key is wrong, or access is switched off'


async def test_a_missing_key_is_refused_and_said(scripted, start):
    _, watcher, _ = start(scripted.address, retry_refused=PATIENCE)
    await (await scripted.accept()).answer(type='response.auth', access=False)

    status = await watcher.reaches(REFUSED)

    assert status.reason == 'the robot refuses access: it wants a key, or access is switched off'


async def test_the_socket_of_a_refused_client_is_closed(scripted, start):
    start(scripted.address, key='wrong', retry_refused=PATIENCE)
    peer = await scripted.accept()
    await peer.answer(type='response.auth', access=False)

    assert await peer.closed() == 1000


async def test_refused_access_is_tried_again_more_slowly_than_other_failures(
    scripted, start, long_pauses
):
    start(scripted.address, key='wrong', retry_first=0.0, retry_refused=1234.0)
    await (await scripted.accept()).answer(type='response.auth', access=False)
    await scripted.accept()

    assert long_pauses == [1234.0]


async def test_refused_access_is_tried_again(scripted, start):
    _, watcher, _ = start(scripted.address, key='late', retry_refused=0.01)
    await (await scripted.accept()).answer(type='response.auth', access=False)
    await (await scripted.accept()).grant()

    assert (await watcher.reaches(CONNECTED)).reason == ''


async def test_no_answer_to_the_question_for_access_is_a_failure_that_says_so(scripted, start):
    _, watcher, _ = start(scripted.address, auth_timeout=0.05)

    status = await watcher.reaches(WAITING)

    assert status.reason == 'the robot did not answer request.auth within 0.05 s'


async def test_an_error_instead_of_access_is_a_refusal_in_the_words_of_the_robot(scripted, start):
    _, watcher, _ = start(scripted.address)
    await (await scripted.accept()).answer(type='response.error', error='Access denied')

    assert (await watcher.reaches(REFUSED)).reason == 'the robot refuses access: Access denied'


async def test_a_link_that_is_lost_before_access_is_a_failed_attempt(scripted, start):
    _, watcher, _ = start(scripted.address)
    peer = await scripted.accept()
    await peer.receive()
    peer.drop()
    status = await watcher.reaches(WAITING)

    assert (status.reason, status.connects) == ('the connection broke', 0)


async def test_a_closed_port_is_a_failure_that_says_so(scripted, start):
    address = scripted.address
    await scripted.close()
    _, watcher, _ = start(address)

    assert 'connection refused' in (await watcher.reaches(WAITING)).reason


async def test_an_unknown_host_name_is_a_failure_that_says_so(start, monkeypatch):
    def look_up(*args, **options):
        raise socket.gaierror(-2, 'Name or service not known')

    monkeypatch.setattr(socket, 'getaddrinfo', look_up)
    _, watcher, _ = start(Address('no-such-robot.invalid'))

    reason = (await watcher.reaches(WAITING)).reason
    assert 'the host name no-such-robot.invalid is not known' in reason


async def test_something_else_than_a_furhat_is_a_failure_that_says_so(raw_server, start):
    async def web_server(reader, writer):
        await reader.readuntil(b'\r\n\r\n')
        writer.write(b'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
        writer.close()

    _, watcher, _ = start(await raw_server(web_server))

    reason = (await watcher.reaches(WAITING)).reason
    assert 'something answers there, but not the Furhat API' in reason
    assert '404' in reason


async def test_a_name_is_found_and_connected_to(scripted, start, monkeypatch):
    real = socket.getaddrinfo

    def look_up(host, *args, **options):
        return real('127.0.0.1' if host == 'furhat.local' else host, *args, **options)

    monkeypatch.setattr(socket, 'getaddrinfo', look_up)
    _, watcher, _ = start(Address('furhat.local', scripted.address.port))
    await (await scripted.accept()).grant()

    assert (await watcher.reaches(CONNECTED)).connected


async def test_a_robot_that_comes_late_is_found(scripted, start):
    address = scripted.address
    await scripted.close()
    _, watcher, _ = start(address)
    await watcher.reaches(WAITING)
    await scripted.open(address.port)
    await (await scripted.accept()).grant()

    assert (await watcher.reaches(CONNECTED)).connected


async def test_the_last_reason_stays_until_the_link_is_up(scripted, start):
    _, watcher, _ = start(scripted.address)
    peer = await scripted.accept()
    await peer.receive()
    peer.drop()
    await watcher.reaches(WAITING)

    assert (await watcher.reaches(LinkState.AUTHENTICATING)).reason == 'the connection broke'


async def test_a_robot_that_says_goodbye_is_connected_to_again(scripted, linked):
    _, watcher, peer = linked
    await peer.close()
    status = await watcher.reaches(WAITING)
    await (await scripted.accept()).grant()

    assert status.reason == 'the robot closed the connection (code 1000)'
    assert (await watcher.reaches(CONNECTED)).connects == 2


async def test_a_robot_that_is_cut_off_is_connected_to_again(scripted, linked):
    _, watcher, peer = linked
    peer.drop()
    status = await watcher.reaches(WAITING)
    await (await scripted.accept()).grant()

    assert status.reason == 'the connection broke'
    assert (await watcher.reaches(CONNECTED)).connects == 2


async def test_a_lost_link_has_no_scope(linked):
    _, watcher, peer = linked
    peer.drop()

    assert (await watcher.reaches(WAITING)).scope == ''


async def test_a_half_open_link_is_noticed(scripted, start):
    _, watcher, _ = start(
        scripted.address, ping_interval=0.05, ping_timeout=0.05, close_timeout=0.05
    )
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    peer.turn_deaf()

    assert (await watcher.reaches(WAITING)).reason == 'the robot no longer answers pings'


async def test_a_frame_that_is_too_large_ends_the_link_for_a_clear_reason(scripted, start):
    _, watcher, _ = start(scripted.address, max_frame=1000)
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    await peer.send({'type': 'response.camera.data', 'image': 'A' * 2000})

    assert 'a frame of more than' in (await watcher.reaches(WAITING)).reason


async def test_the_pauses_between_attempts_grow(scripted, start, long_pauses):
    address = scripted.address
    await scripted.close()
    _, watcher, _ = start(address, retry_first=1000.0, retry_max=1e6)
    for _ in range(5):
        await watcher.reaches(WAITING)

    assert [round(pause / 2**n / 1000) for n, pause in enumerate(long_pauses[:4])] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ('retry_calm', 'expected'),
    [(0.0, [1, 2, 1, 2]), (1e6, [1, 2, 4, 8])],
    ids=['lasted', 'dropped at once'],
)
async def test_the_pauses_are_short_again_after_a_link_that_lasted(
    scripted, start, long_pauses, retry_calm, expected
):
    _, watcher, _ = start(
        scripted.address, retry_first=1000.0, retry_max=1e6, retry_calm=retry_calm
    )
    for access in (None, None, True, None):
        peer = await scripted.accept()
        if access:
            await peer.grant()
            await watcher.reaches(CONNECTED)
        peer.drop()
    await scripted.accept()

    shares = [pause / 1000 / factor for pause, factor in zip(long_pauses, expected, strict=True)]
    assert [round(share) for share in shares] == [1, 1, 1, 1]


async def test_cancel_says_goodbye_and_closes(scripted, start):
    robot, watcher, running = start(scripted.address)
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await soon(running)

    assert robot.status.state is CLOSED
    assert await peer.closed() == 1000


async def test_cancel_ends_every_waiter(scripted, start):
    robot, watcher, running = start(scripted.address)
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    asking = asyncio.create_task(robot.ask(SystemStatus(), SystemStatusResult, None))
    await peer.receive()
    running.cancel()

    with pytest.raises(LinkLost):
        await soon(asking)


async def test_cancel_while_waiting_for_the_next_attempt_closes(scripted, start):
    address = scripted.address
    await scripted.close()
    robot, watcher, running = start(address, retry_first=PATIENCE)
    await watcher.reaches(WAITING)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await soon(running)

    assert (robot.status.state, robot.status.reason) == (CLOSED, '')


async def test_cancel_while_the_robot_takes_its_time_closes(raw_server, start):
    async def handle(reader, writer):
        await reader.read()

    robot, watcher, running = start(await raw_server(handle))
    await watcher.reaches(LinkState.CONNECTING)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await soon(running)

    assert robot.status.state is CLOSED


@pytest.mark.parametrize('steps', range(1, 60, 2))
async def test_cancel_at_any_moment_of_a_connection_is_heard(virtual, steps):
    robot = Robot(Address('127.0.0.1', virtual.port), policy=LinkPolicy(close_timeout=0.2))
    running = asyncio.create_task(robot.run())
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await soon(running)
    assert robot.status.state is CLOSED


# Requests


@pytest.mark.parametrize('state', ['never run', 'lost', 'asking for access'])
async def test_without_a_link_a_request_fails_at_once(scripted, start, state):
    if state == 'never run':
        robot = Robot(scripted.address)
    else:
        robot, watcher, _ = start(scripted.address, retry_first=PATIENCE)
        peer = await scripted.accept()
    if state == 'lost':
        await peer.grant()
        peer.drop()
        await watcher.reaches(WAITING)

    with pytest.raises(LinkLost, match='no connection to the robot'):
        await robot.send(SpeakStop())
    with pytest.raises(LinkLost, match='no connection to the robot'):
        await robot.ask(SystemStatus(), SystemStatusResult)
    with pytest.raises(LinkLost, match='no connection to the robot'):
        robot.exchange(SpeakText('Hi'), SpeakEnd)


async def test_a_request_without_a_link_says_why_there_is_none(scripted, start):
    robot, watcher, _ = start(scripted.address, key='wrong', retry_refused=PATIENCE)
    await (await scripted.accept()).answer(type='response.auth', access=False)
    await watcher.reaches(REFUSED)

    with pytest.raises(LinkLost, match='the key is wrong'):
        await robot.send(SpeakStop())


async def test_requests_work_again_after_the_link_came_back(scripted, linked):
    robot, watcher, peer = linked
    peer.drop()
    await watcher.reaches(WAITING)
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    asking = asyncio.create_task(robot.ask(SystemStatus(), SystemStatusResult))
    await peer.answer(type='response.system.status', volume=70)

    assert (await asking).volume == 70


async def test_what_is_owed_is_sent_before_anything_else_on_the_next_link(scripted, start):
    robot, _, _ = start(scripted.address)
    robot.owe(SpeakStop())
    robot.owe(SpeakStop())
    robot.watch(lambda status: status.connected and tasks.append(asyncio.create_task(begin())))
    tasks = []

    async def begin():
        await robot.send(UsersStart())

    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['type'] == 'request.speak.stop'
    assert (await peer.receive())['type'] == 'request.users.start'


async def test_every_request_has_an_id_of_its_own(scripted, start):
    robot, watcher, _ = start(scripted.address)
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    for _ in range(2):
        await robot.send(UsersStart())

    first, second = await peer.receive(), await peer.receive()

    assert first['request_id'] != second['request_id']


async def test_an_error_that_nobody_waits_for_is_reported_with_its_request(scripted, start):
    robot, watcher, _ = start(scripted.address)
    told = asyncio.Queue()
    robot.watch_violations(lambda violation: told.put_nowait(str(violation)))
    peer = await scripted.accept()
    await peer.grant()
    await watcher.reaches(CONNECTED)
    await robot.send(UsersStart())
    asked = await peer.receive()
    await peer.send({'type': 'response.error', 'error': 'No', 'request_id': asked['request_id']})

    assert await asyncio.wait_for(told.get(), 20) == 'about request.users.start: No'


async def test_requests_work_as_soon_as_the_link_is_said_to_be_up(scripted, start):
    robot, _, _ = start(scripted.address)
    tasks = []

    def begin(status):
        if status.connected:
            tasks.append(asyncio.create_task(robot.send(UsersStart())))

    robot.watch(begin)
    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['type'] == 'request.users.start'


async def test_a_question_ends_when_the_link_does(linked):
    robot, _, peer = linked
    asking = asyncio.create_task(robot.ask(SystemStatus(), SystemStatusResult, None))
    await peer.receive()
    peer.drop()

    with pytest.raises(LinkLost, match='the connection broke'):
        await soon(asking)


async def test_a_refusal_of_the_robot_reaches_who_asked(linked):
    robot, _, peer = linked
    asking = asyncio.create_task(robot.ask(ListenStart(), ListenStarted))
    await peer.answer(
        type='response.error', error='Cannot start listening while already listening'
    )

    with pytest.raises(RequestRefused, match='^Cannot start listening while already listening$'):
        await asking


# Events


async def test_an_event_reaches_every_subscriber_in_their_order(linked):
    robot, _, peer = linked
    calls, last = [], News()
    robot.subscribe(UsersData, lambda event: calls.append(('first', event)))
    robot.subscribe(UsersData, lambda event: calls.append(('second', event)))
    robot.subscribe(UsersData, last)
    await peer.send({'type': 'response.users.data', 'users': []})
    await last.next()

    assert calls == [('first', UsersData()), ('second', UsersData())]


async def test_an_event_reaches_only_the_subscribers_of_its_type(linked):
    robot, _, peer = linked
    starts, ends = News(), News()
    robot.subscribe(HearStart, starts)
    robot.subscribe(HearEnd, ends)
    await peer.send({'type': 'response.hear.start'})
    await peer.send({'type': 'response.hear.end', 'text': 'hello'})
    await ends.next()

    assert (starts.all, ends.all) == ([HearStart()], [HearEnd('hello')])


async def test_unknown_events_and_errors_can_be_subscribed_to(linked):
    robot, _, peer = linked
    unknown, errors = News(), News()
    robot.subscribe(UnknownEvent, unknown)
    robot.subscribe(RobotError, errors)
    await peer.send({'type': 'response.attend.moved', 'to': 'user-1'})
    await peer.send({'error': 'Access denied'})

    assert (await unknown.next()).extra['to'] == 'user-1'
    assert (await errors.next()).text == 'Access denied'


async def test_a_subscriber_stays_when_the_link_comes_back(scripted, linked):
    robot, watcher, peer = linked
    heard = News()
    robot.subscribe(HearStart, heard)
    peer.drop()
    await watcher.reaches(WAITING)
    peer = await scripted.accept()
    await peer.grant()
    await peer.send({'type': 'response.hear.start'})

    assert await heard.next() == HearStart()


async def test_a_subscriber_that_fails_ends_nothing_for_the_others(linked):
    robot, _, peer = linked
    heard = News()

    def fail(event):
        raise ValueError('a mistake')

    robot.subscribe(HearStart, fail)
    robot.subscribe(HearStart, heard)
    for _ in range(2):
        await peer.send({'type': 'response.hear.start'})
        await heard.next()

    assert robot.status.connected


async def test_a_subscriber_that_fails_is_logged_with_its_traceback(linked, caplog):
    robot, _, peer = linked
    heard = News()

    def fail(event):
        raise ValueError('a mistake')

    robot.subscribe(HearStart, fail)
    robot.subscribe(HearStart, heard)
    await peer.send({'type': 'response.hear.start'})
    await heard.next()

    assert 'HearStart' in caplog.text
    assert 'ValueError: a mistake' in caplog.text


async def test_a_watcher_of_the_link_that_fails_does_not_end_it(scripted, start):
    robot, _, _ = start(scripted.address)
    seen = News()

    def fail(status):
        raise ValueError('a mistake')

    robot.watch(fail)
    robot.watch(seen)
    await (await scripted.accept()).grant()
    while not (await seen.next()).connected:
        pass

    assert robot.status.connected


async def test_a_broken_frame_is_counted_and_the_next_event_arrives(linked):
    robot, _, peer = linked
    heard = News()
    robot.subscribe(HearStart, heard)
    for frame in ('no JSON', '{}', '{}', b'\x00'):
        await peer.send(frame)
    await peer.send({'type': 'response.hear.start'})
    await heard.next()

    assert robot.violations == {'not JSON': 1, 'no type': 2, 'binary frame': 1}


async def test_a_broken_frame_is_told_to_who_watches(linked):
    robot, _, peer = linked
    violations = News()
    robot.watch_violations(violations)
    await peer.send({'type': 'response.speak.word', 'index': 0})

    assert str(await violations.next()) == 'response.speak.word.word is missing'


async def test_a_watcher_of_broken_frames_that_fails_ends_nothing(linked):
    robot, _, peer = linked
    heard = News()

    def fail(violation):
        raise ValueError('a mistake')

    robot.watch_violations(fail)
    robot.subscribe(HearStart, heard)
    await peer.send('no JSON')
    await peer.send({'type': 'response.hear.start'})
    await heard.next()

    assert robot.status.connected


async def test_who_finds_something_broken_inside_an_event_can_report_it():
    robot = Robot(Address('127.0.0.1'))

    robot.report(ProtocolViolation('not base64', 'an image is not base64'))

    assert robot.violations == {'not base64': 1}


async def test_the_latency_is_unknown_without_a_link(scripted):
    assert Robot(scripted.address).latency is None


async def test_the_latency_is_that_of_the_last_ping(scripted, start):
    robot, _, _ = start(scripted.address, ping_interval=0.01)
    await (await scripted.accept()).grant()
    while robot.latency is None:
        await asyncio.sleep(0.001)

    assert robot.latency > 0


# The key


@pytest.mark.parametrize('access', [True, False])
async def test_the_key_is_in_no_log(scripted, start, caplog, access):
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    _, watcher, _ = start(scripted.address, key=KEY, retry_refused=PATIENCE)
    peer = await scripted.accept()
    request = await peer.answer(type='response.auth', access=access)
    await watcher.reaches(CONNECTED if access else REFUSED)
    logged = [record for record in caplog.records if record.name != 'websockets.server']

    assert request['key'] == KEY
    assert not re.search(KEY, '\n'.join(map(logging.Formatter().format, logged)))


async def test_the_key_is_not_in_the_status_of_a_refused_link(scripted, start):
    robot, watcher, _ = start(scripted.address, key=KEY, retry_refused=PATIENCE)
    await (await scripted.accept()).answer(type='response.auth', access=False)

    assert KEY not in repr(await watcher.reaches(REFUSED))
    assert KEY not in repr(vars(robot))


# With a virtual robot


async def test_the_virtual_robot_answers_questions(connected):
    status, voice, face = await soon(
        asyncio.gather(
            connected.ask(SystemStatus(), SystemStatusResult),
            connected.ask(VoiceStatus(), VoiceStatusResult),
            connected.ask(FaceStatus(), FaceStatusResult),
        )
    )

    assert status.virtual is True
    assert voice.voice_id in {each.voice_id for each in voice.voice_list}
    assert face.face_id in face.face_list


async def test_the_virtual_robot_lets_in_who_knows_the_key(start):
    async with VirtualFurhat(auth_key=KEY) as virtual:
        _, watcher, _ = start(Address('127.0.0.1', virtual.port), key=KEY)

        assert (await watcher.reaches(CONNECTED)).scope == 'local_network'


async def test_the_virtual_robot_refuses_who_does_not(start):
    async with VirtualFurhat(auth_key=KEY) as virtual:
        _, watcher, _ = start(Address('127.0.0.1', virtual.port), key='wrong')

        assert 'the key is wrong' in (await watcher.reaches(REFUSED)).reason


async def test_the_virtual_robot_speaks_from_start_to_end(virtual, connected):
    request = SpeakText('Hello there', monitor_words=True)
    events = []
    with connected.exchange(request, SpeakStart, SpeakWord, SpeakEnd) as exchange:
        await exchange.send()
        while not events or not isinstance(events[-1], SpeakEnd):
            events.append(await exchange.next(PATIENCE))

    assert [type(event) for event in events] == [SpeakStart, SpeakWord, SpeakWord, SpeakEnd]
    assert (events[-1].text, events[-1].aborted) == ('Hello there', False)
    assert virtual.spoken[-1].text == 'Hello there'


async def test_the_virtual_robot_stops_speaking(connected):
    with connected.exchange(SpeakText('one two three ' * 200), SpeakStart, SpeakEnd) as exchange:
        await exchange.send()
        assert isinstance(await exchange.next(PATIENCE), SpeakStart)
        await connected.send(SpeakStop())
        end = await exchange.next(PATIENCE)

    assert (type(end), end.aborted) == (SpeakEnd, True)


async def test_the_virtual_robot_listens(virtual, connected):
    with connected.exchange(ListenStart(), ListenStarted, HearEnd, ListenEnded) as exchange:
        await exchange.send()
        assert isinstance(await exchange.next(PATIENCE), ListenStarted)
        await virtual.hear('hello robot')
        events = [await exchange.next(PATIENCE)]
        while not isinstance(events[-1], ListenEnded):
            events.append(await exchange.next(PATIENCE))

    assert [event.text for event in events if isinstance(event, HearEnd)] == ['hello robot']
    assert events[-1].cause == 'speech_end'


async def test_the_virtual_robot_refuses_to_listen_twice(connected):
    with connected.exchange(ListenStart(), ListenStarted) as first:
        await first.send()
        await first.next(PATIENCE)

        with pytest.raises(RequestRefused, match='while already listening'):
            await connected.ask(ListenStart(), ListenStarted)


async def test_the_virtual_robot_shows_people_until_told_to_stop(connected):
    people = News()
    connected.subscribe(UsersData, people)
    await connected.send(UsersStart())
    first, second = await people.next(), await people.next()
    await connected.send(UsersStop())

    assert len(first.users) == len(second.users) == 1


async def test_the_virtual_robot_gives_a_picture(connected):
    picture = await soon(connected.ask(CameraOnce(), CameraData, PATIENCE))

    assert picture.image.startswith('/9j/')


async def test_the_virtual_robot_is_connected_to_again_when_it_cuts_the_line(virtual, start):
    robot, watcher, _ = start(Address('127.0.0.1', virtual.port))
    await watcher.reaches(CONNECTED)
    await virtual.faults.drop_connections()
    await watcher.reaches(WAITING)
    await watcher.reaches(CONNECTED)

    assert (await robot.ask(SystemStatus(), SystemStatusResult)).virtual is True


async def test_the_virtual_robot_is_left_with_a_goodbye(virtual, start):
    _, watcher, running = start(Address('127.0.0.1', virtual.port))
    await watcher.reaches(CONNECTED)
    before = virtual.connections
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    while virtual.connections:
        await asyncio.sleep(0.001)

    assert before == 1


async def test_a_new_link_begins_with_what_must_end_then_what_was_set_then_the_openers(
    scripted, linked
):
    robot, watcher, peer = linked
    await robot.send(LedSet('red'))
    assert (await peer.receive())['type'] == 'request.led.set'
    robot.open_with(lambda: [UsersStart()])
    robot.owe(SpeakStop())
    peer.drop()
    await watcher.reaches(WAITING)
    peer = await scripted.accept()
    await peer.grant()

    begin = [(await peer.receive())['type'] for _ in range(3)]

    assert begin == ['request.speak.stop', 'request.led.set', 'request.users.start']
    await watcher.reaches(CONNECTED)


async def test_what_is_owed_and_lasts_takes_the_place_of_what_was_set(scripted, linked):
    robot, watcher, peer = linked
    await robot.send(AttendUser('user-1'))
    await peer.receive()
    peer.drop()
    await watcher.reaches(WAITING)
    robot.owe(AttendNobody())
    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['type'] == 'request.attend.nobody'
    await watcher.reaches(CONNECTED)


async def test_what_was_not_sent_is_still_owed_after_the_next_loss(scripted, start):
    robot, _watcher, _ = start(scripted.address)
    robot.owe(SpeakStop())
    peer = await scripted.accept()
    await peer.receive()
    peer.drop()
    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['type'] == 'request.speak.stop'


async def test_a_link_that_breaks_while_the_robot_is_set_as_it_was_is_opened_again(
    scripted, linked
):
    robot, watcher, peer = linked
    await robot.send(LedSet('red'))
    await peer.receive()
    peer.drop()
    peer = await scripted.accept()
    await peer.grant()
    peer.drop()
    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['type'] == 'request.led.set'
    await watcher.reaches(CONNECTED)


async def test_what_is_owed_while_the_robot_is_set_as_it_was_is_sent_before_the_link_is_up(
    scripted, linked
):
    robot, watcher, peer = linked
    await robot.send(AttendUser('user-1'))
    await robot.send(
        FaceHeadpose(yaw=10.0)
    )  # after the attention it is said with a pause before it
    await peer.receive()
    await peer.receive()
    peer.drop()
    peer = await scripted.accept()
    await peer.grant()
    assert (await peer.receive())['type'] == 'request.attend.user'
    robot.owe(AttendNobody())
    robot.owe(SpeakStop())
    await watcher.reaches(CONNECTED)

    rest = {(await peer.receive())['type'] for _ in range(2)}
    assert rest == {'request.attend.nobody', 'request.speak.stop'}


async def test_what_must_reach_the_robot_is_sent_again_if_nothing_was_heard_since(
    scripted, linked
):
    robot, watcher, peer = linked
    await robot.send_or_owe(SpeakStop())
    await peer.receive()
    peer.drop()
    await watcher.reaches(WAITING)
    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['type'] == 'request.speak.stop'


async def test_what_must_reach_the_robot_is_not_sent_again_once_the_robot_was_heard(
    scripted, linked
):
    robot, watcher, peer = linked
    heard = News()
    robot.subscribe(UsersData, heard)
    await robot.send(LedSet('red'))
    await peer.receive()
    await robot.send_or_owe(SpeakStop())
    await peer.receive()
    await peer.send({'type': 'response.users.data', 'users': []})
    await heard.next()
    peer.drop()
    await watcher.reaches(WAITING)
    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['type'] == 'request.led.set'


async def test_a_setting_that_the_robot_refuses_does_not_take_the_place_of_the_good_one(
    scripted, linked
):
    robot, _watcher, peer = linked
    refused = News()
    robot.subscribe(RobotError, refused)
    await robot.send(LedSet('red'))
    await peer.receive()
    await robot.send(LedSet('redd'))
    label = (await peer.receive())['request_id']
    await peer.send({'type': 'response.error', 'error': 'no such colour', 'request_id': label})
    await refused.next()
    peer.drop()
    peer = await scripted.accept()
    await peer.grant()

    assert (await peer.receive())['color'] == 'red'
