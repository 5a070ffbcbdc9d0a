"""The files that rviz, rqt and Foxglove are opened with: everything that they name exists."""

import importlib
import json
import re
from pathlib import Path

import pytest
import yaml
from ament_index_python.packages import get_package_share_directory

from furhat_ros.bridge import rviz
from furhat_ros.bridge.body.urdf import furhat
from furhat_ros.errors import InvalidRequest

from .conftest import wait_until

SHARE = Path(get_package_share_directory('furhat_ros'))
RVIZ = (SHARE / 'rviz' / 'furhat.rviz').read_text(encoding='utf-8')
RQT = (SHARE / 'rqt' / 'furhat.perspective').read_text(encoding='utf-8')
FOXGLOVE = (SHARE / 'foxglove' / 'furhat.json').read_text(encoding='utf-8')

NAME = re.compile(r'/furhat/([a-z_/]+)')
SHOWN = {
    'rviz_default_plugins/Image': 'sensor_msgs/msg/Image',
    'rviz_default_plugins/MarkerArray': 'visualization_msgs/msg/MarkerArray',
    'rviz_default_plugins/PublishPoint': 'geometry_msgs/msg/PointStamped',
    'rviz_default_plugins/RobotModel': 'std_msgs/msg/String',
}
"""What the displays and tools of rviz subscribe to or publish."""


def rviz_topics(configuration):
    """Give the class and the topic of every display and tool that has one."""
    content = yaml.safe_load(configuration)['Visualization Manager']
    found = {}
    for each in [*content['Displays'], *content['Tools']]:
        topic = each.get('Topic') or each.get('Description Topic')
        if topic:
            found[each['Class']] = topic['Value']
    return found


def rviz_frames(configuration):
    content = yaml.safe_load(configuration)['Visualization Manager']
    model = next(each for each in content['Displays'] if 'TF Prefix' in each)
    return content['Global Options']['Fixed Frame'], model['TF Prefix']


def offered(lab):
    """Give the types of the topics and services of the bridge by their names in its namespace."""
    start = lab.full_name('')
    names = [*lab.node.get_topic_names_and_types(), *lab.node.get_service_names_and_types()]
    return {name.removeprefix(start): types for name, types in names if name.startswith(start)}


def type_of(lab, name):
    return wait_until(lambda: offered(lab).get(name), f'{name} in the graph')[0]


@pytest.mark.parametrize('text', [RVIZ, RQT, FOXGLOVE], ids=['rviz', 'rqt', 'foxglove'])
def test_every_name_is_one_of_the_bridge(lab, text):
    lab.bridge(lab.robot())
    names = set(NAME.findall(text)) - {'say/data'}  # a field of /furhat/say in rqt's own notation
    assert names
    for name in names:
        assert type_of(lab, name)


def test_what_rviz_shows_has_the_type_that_the_display_takes(lab):
    lab.bridge(lab.robot())
    for display, topic in rviz_topics(RVIZ).items():
        assert type_of(lab, topic.removeprefix('/furhat/')) == SHOWN[display]


def test_frame_that_rviz_stands_in_is_one_of_the_body():
    frame, prefix = rviz_frames(RVIZ)
    assert frame == f'{prefix}/{furhat().joints[0].parent}'


def test_message_that_rqt_publishes_has_the_type_of_its_topic(lab):
    lab.bridge(lab.robot())
    described = re.search(r'topic_name\W+/furhat/(\w+)\W+type_name\W+([\w/]+)', RQT)
    assert described
    assert type_of(lab, described[1]) == described[2]


def paths(value):
    """Give the message paths of a layout."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {path for each in value for path in paths(each)}
    return {value} if isinstance(value, str) and value.startswith('/furhat/') else set()


def test_every_field_that_foxglove_plots_is_in_its_message(lab):
    lab.bridge(lab.robot())
    unfiltered = {re.sub(r'\{.*?\}', '', path) for path in paths(json.loads(FOXGLOVE))}
    plotted = [path.removeprefix('/furhat/').split('.') for path in unfiltered]
    for name, *fields in plotted:
        kind = type_of(lab, name)
        for field in fields:
            package, _, message = kind.split('/')
            cls = getattr(importlib.import_module(f'{package}.msg'), message)
            described = cls.get_fields_and_field_types()[re.sub(r'\W.*', '', field)]
            kind = re.sub(r'sequence<(.*)>', r'\1', described).replace('/', '/msg/')
    assert any(fields for _, *fields in plotted)


def test_rviz_is_given_the_names_of_another_namespace():
    moved = rviz.renamed(RVIZ, 'lab/anna', 'lab/anna/')
    assert set(rviz_topics(moved).values()) == {
        f'/lab/anna/{topic.removeprefix("/furhat/")}' for topic in rviz_topics(RVIZ).values()
    }
    assert rviz_frames(moved) == ('lab/anna/base_link', 'lab/anna')
    assert 'furhat' not in moved


def test_rviz_is_given_names_without_namespace_and_prefix():
    moved = rviz.renamed(RVIZ, '', '')
    assert rviz_topics(moved)['rviz_default_plugins/MarkerArray'] == '/users/markers'
    assert rviz_frames(moved) == ('base_link', '')


def test_rviz_keeps_everything_else():
    assert yaml.safe_load(rviz.renamed(RVIZ, 'furhat', 'furhat/')) == yaml.safe_load(RVIZ)


def test_prefix_that_rviz_cannot_join_is_refused_in_words():
    with pytest.raises(InvalidRequest, match="without a slash at its end, such as 'my_'"):
        rviz.renamed(RVIZ, 'furhat', 'my_')
