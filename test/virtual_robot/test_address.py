"""Hosts and ports in URLs."""

import pytest

from furhat_ros.virtual_robot.address import in_a_url


@pytest.mark.parametrize(
    ('host', 'address'),
    [('localhost', 'localhost:9000'), ('::1', '[::1]:9000'), ('fe80::1', '[fe80::1]:9000')],
)
def test_host_stands_before_its_port_and_an_ipv6_address_in_brackets(host, address):
    assert in_a_url(host, 9000) == address
