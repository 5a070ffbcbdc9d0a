"""Which pages may use the stage."""

import pytest

from furhat_ros.virtual_robot.origins import Hosts, is_this_machine


@pytest.mark.parametrize(
    'host',
    ['127.0.0.1:9000', '192.168.1.20', '[::1]:9000', '[fe80::1]', 'localhost:9000', 'LOCALHOST',
     'robot.example:9000', 'robot.example.'],
)  # fmt: skip
def test_address_localhost_and_own_name_are_known(host):
    assert Hosts(['Robot.example'], []).knows([host])


@pytest.mark.parametrize(
    'hosts',
    [
        [], ['evil.example'], ['127.0.0.1', '127.0.0.1'], ['127.0.0.1.evil.example'], ['localhost.evil.example'], [''],
        ['user@127.0.0.1'], ['127.0.0.1/'], ['127.0.0.1:port'], [':9000'], ['[::1'],
    ],
)  # fmt: skip
def test_anything_else_is_not(hosts):
    assert not Hosts([], []).knows(hosts)


@pytest.mark.parametrize(
    ('origin', 'host'),
    [
        ('http://127.0.0.1:9000', '127.0.0.1:9000'),
        ('http://localhost', 'localhost:80'),
        ('https://robot.example', 'robot.example:443'),
        ('http://[::1]:9000', '[::1]:9000'),
        ('http://lab.example:8080', '127.0.0.1:9000'),
    ],
)
def test_own_page_and_an_allowed_origin_may_use_the_stage(origin, host):
    assert Hosts([], ['http://lab.example:8080']).allows([origin], [host])


def test_program_that_is_no_page_may_use_the_stage():
    assert Hosts([], []).allows([], ['127.0.0.1:9000'])


@pytest.mark.parametrize(
    ('origins', 'host'),
    [
        (['http://evil.example'], '127.0.0.1:9000'),
        (['http://127.0.0.1:8000'], '127.0.0.1:9000'),
        (['http://127.0.0.1'], '127.0.0.1:9000'),
        (['null'], '127.0.0.1:9000'),
        (['file://'], '127.0.0.1:9000'),
        ([''], '127.0.0.1:9000'),
        (['http://127.0.0.1:9000', 'http://127.0.0.1:9000'], '127.0.0.1:9000'),
        (['http://127.0.0.1:x'], '127.0.0.1:9000'),
        (['http://lab.example:8080.evil.example'], '127.0.0.1:9000'),
    ],
)
def test_foreign_page_may_not(origins, host):
    assert not Hosts([], ['http://lab.example:8080']).allows(origins, [host])


@pytest.mark.parametrize('address', ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])
def test_loopback_is_this_machine(address):
    assert is_this_machine(address)


@pytest.mark.parametrize('address', ['192.168.1.20', 'fe80::1%eth0', '::ffff:10.0.0.1', '', None])
def test_other_addresses_are_not_this_machine(address):
    assert not is_this_machine(address)
