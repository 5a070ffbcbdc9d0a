import asyncio
import socket
import threading

import pytest

from furhat_ros.client.address import Address, resolve
from furhat_ros.errors import ConnectFailed, InvalidRequest


def found(*ips):
    """Give what getaddrinfo gives for these addresses."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (ip, 0)) for ip in ips]


@pytest.fixture
def names(monkeypatch):
    """A name server in the place of the system's: a function of the host name."""

    def use(look_up):
        monkeypatch.setattr(socket, 'getaddrinfo', lambda host, port, **options: look_up(host))

    return use


def test_the_url_is_that_of_the_realtime_api():
    assert Address('192.168.1.20').url == 'ws://192.168.1.20:9000/v1/events'


def test_the_url_has_the_given_port_and_path():
    assert Address('furhat.local', 80, '/api').url == 'ws://furhat.local:80/api'


def test_an_ipv6_address_is_in_brackets():
    assert Address('fe80::1').url == 'ws://[fe80::1]:9000/v1/events'


@pytest.mark.parametrize('host', ['', 'my robot', 'ws://furhat', 'robot/v1', 'me@robot', 'a?b'])
def test_what_is_no_host_is_refused(host):
    with pytest.raises(InvalidRequest, match='host must be a name or an IP address'):
        Address(host)


@pytest.mark.parametrize('port', [0, -1, 65536])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(InvalidRequest, match=f'port must be between 1 and 65535, got {port}'):
        Address('robot', port)


def test_a_path_starts_with_a_slash():
    with pytest.raises(InvalidRequest, match="path must start with /, got 'v1'"):
        Address('robot', path='v1')


@pytest.mark.parametrize('ip', ['127.0.0.1', '192.168.1.20', '::1', 'fe80::1'])
async def test_an_ip_address_is_its_own_answer_without_a_thread(ip, monkeypatch):
    started = []
    monkeypatch.setattr(threading.Thread, 'start', started.append)

    assert await resolve(ip, 5.0) == [ip]
    assert started == []


async def test_a_name_becomes_addresses_in_the_order_of_the_system(names):
    names(lambda host: found('10.0.0.3', '10.0.0.1') if host == 'furhat.local' else [])

    assert await resolve('furhat.local', 5.0) == ['10.0.0.3', '10.0.0.1']


async def test_an_address_that_is_found_twice_counts_once(names):
    names(lambda host: found('10.0.0.3', '10.0.0.3', '10.0.0.1'))

    assert await resolve('robot', 5.0) == ['10.0.0.3', '10.0.0.1']


async def test_the_look_up_does_not_hold_up_the_exit_of_the_program(names):
    threads = []

    def look_up(host):
        threads.append(threading.current_thread())
        return found('10.0.0.1')

    names(look_up)
    await resolve('robot', 5.0)

    assert threads[0] is not threading.main_thread()
    assert threads[0].daemon


@pytest.mark.parametrize(
    'error', [socket.gaierror(-2, 'Name or service not known'), UnicodeError('label too long')]
)
async def test_an_unknown_name_is_a_failure_that_says_so(names, error):
    def look_up(host):
        raise error

    names(look_up)

    with pytest.raises(ConnectFailed, match=r'the host name no-robot is not known: .*(kno|long)'):
        await resolve('no-robot', 5.0)


async def test_a_name_without_addresses_is_a_failure_that_says_so(names):
    names(lambda host: [])

    with pytest.raises(ConnectFailed, match='the host name empty has no address'):
        await resolve('empty', 5.0)


async def test_a_dead_name_server_is_not_waited_for(names):
    release = threading.Event()
    names(lambda host: found('10.0.0.1') if release.wait(20) else [])

    try:
        with pytest.raises(ConnectFailed, match=r'robot was not resolved in 0\.05 s'):
            await resolve('robot', 0.05)
    finally:
        release.set()


async def test_the_event_loop_runs_on_during_a_look_up(names):
    release = threading.Event()
    names(lambda host: found('10.0.0.1') if release.wait(20) else [])

    looking = asyncio.create_task(resolve('robot', 20.0))
    await asyncio.sleep(0)
    release.set()

    assert await looking == ['10.0.0.1']


@pytest.mark.parametrize('outcome', [found('10.0.0.1'), []], ids=['found', 'not found'])
def test_a_look_up_that_ends_after_the_loop_is_closed_is_harmless(names, monkeypatch, outcome):
    release, threads, problems = threading.Event(), [], []
    monkeypatch.setattr(threading, 'excepthook', problems.append)

    def look_up(host):
        threads.append(threading.current_thread())
        release.wait(20)
        return outcome

    names(look_up)
    with pytest.raises(ConnectFailed):
        asyncio.run(resolve('robot', 0.05))
    release.set()
    threads[0].join(20)

    assert problems == []
