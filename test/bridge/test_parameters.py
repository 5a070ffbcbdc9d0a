"""The parameters of the node, and the file that lists them."""

from pathlib import Path

import pytest
import rclpy
import yaml
from ament_index_python.packages import get_package_share_directory
from rclpy.exceptions import ParameterException
from rclpy.parameter import Parameter

from furhat_ros.bridge import parameters
from furhat_ros.errors import InvalidRequest


@pytest.fixture
def declare(ros):
    """Declare the parameters on a node with some values given."""
    nodes = []

    def declare_with(**values):
        overrides = [Parameter(name, value=value) for name, value in values.items()]
        nodes.append(rclpy.create_node('subject', parameter_overrides=overrides))
        return nodes[-1], parameters.declare(nodes[-1])

    yield declare_with
    for node in nodes:
        node.destroy_node()


def flat(tree, prefix=''):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f'{prefix}{name}.')
        else:
            yield f'{prefix}{name}', value


def test_configuration_file_holds_every_parameter_with_its_default(declare):
    node, _ = declare()
    file = Path(get_package_share_directory('furhat_ros')) / 'config' / 'furhat.yaml'
    listed = dict(flat(yaml.safe_load(file.read_text())['/**']['ros__parameters']))
    ours = {
        name: parameter.value
        for name, parameter in node.get_parameters_by_prefix('').items()
        if name not in {'use_sim_time', 'start_type_description_service'}
    }
    assert listed == ours


def test_every_parameter_is_described_and_read_only(declare):
    node, _ = declare()
    for name in node.get_parameters_by_prefix(''):
        descriptor = node.describe_parameter(name)
        if name not in {'use_sim_time', 'start_type_description_service'}:
            assert descriptor.description.endswith(('.', '"')) or '.' in descriptor.description, (
                name
            )
            assert descriptor.read_only, name


def test_given_values_arrive_in_the_settings(declare):
    _, settings = declare(**{'host': 'furhat.local', 'port': 9001, 'connection.ping_timeout': 3.0})
    assert settings.address.url == 'ws://furhat.local:9001/v1/events'
    assert settings.link_policy.ping_timeout == 3.0


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('port', 0),
        ('port', 70000),
        ('port', 'nine thousand'),
        ('connection.ping_timeout', -1.0),
        ('microphone.sample_rate', 100),
        ('speak.max_characters', 0),
    ],
)
def test_value_out_of_range_is_refused_by_name(declare, name, value):
    with pytest.raises(ParameterException, match=name):
        declare(**{name: value})


def test_unknown_stream_mode_is_refused_with_the_choices(declare):
    with pytest.raises(
        InvalidRequest, match='camera.stream must be one of on_demand, always, never'
    ):
        declare(**{'camera.stream': 'sometimes'})


@pytest.mark.parametrize('host', ['', 'two words', 'http://robot'])
def test_host_that_is_none_is_refused(declare, host):
    _, settings = declare(host=host)
    with pytest.raises(InvalidRequest, match='host must be a name or an IP address'):
        settings.address  # noqa: B018  the look is the test
