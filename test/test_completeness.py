"""Nothing that the robot can do is forgotten: every request and event is used, documented, and played by our robot."""

import ast
import dataclasses
import functools
import re
from pathlib import Path

import pytest

from furhat_ros.client import AsyncFurhatClient, Events
from furhat_ros.protocol.codec import EVENTS, REQUESTS
from furhat_ros.virtual_robot.robot import VirtualFurhat

ROOT = Path(__file__).parents[1]
BRIDGE = ROOT / 'furhat_ros' / 'bridge'
MESSAGES = (*REQUESTS, *EVENTS)

NOT_IN_THE_BRIDGE = {
    'request.auth': 'the link asks for access by itself, before there is anything to offer',
    'response.auth': 'the link takes the answer; the topic state tells its scope',
}
"""What no feature of the bridge uses, and why."""

NOT_IN_THE_REFERENCE = {
    'request_listen_text': 'our short form of request_listen_start and its events',
    'scoped_handlers': 'add_handler for the time of a block',
    'send_bytes': 'the robot knows no frames of bytes',
    'wait_closed': 'the topic state tells it',
}
"""What our client can do beyond the published reference, and needs no ROS name of its own."""

REACHED = ('test_interfaces_document.py', 'test_request_is_reached')
"""What the word `reached` stands for in the table of the reference."""


def imported(source):
    """Give the module and name of everything that a module of the bridge imports from the protocol."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = node.module.removeprefix('furhat_ros.')
            if module.startswith('protocol.'):
                yield from ((f'furhat_ros.{module}', alias.name) for alias in node.names)


@functools.cache
def used_in_the_bridge():
    return {
        name
        for path in BRIDGE.rglob('*.py')
        for name in imported(path.read_text(encoding='utf-8'))
    }


def rows(document, *headings):
    """Give the cells of the rows of all tables below some headings, without the head of each table."""
    text = (ROOT / 'docs' / document).read_text(encoding='utf-8')
    for heading in headings:
        section = re.split(r'\n## ', text.split(f'\n## {heading}\n', 1)[1], maxsplit=1)[0]
        in_body = False
        for line in section.splitlines():
            if not line.startswith('|'):
                in_body = False
            elif set(line) <= set('|- '):
                in_body = True
            elif in_body:
                yield [cell.strip() for cell in line.strip('|').split(' | ')]


def code(cell):
    """Give what stands in backticks."""
    return re.findall(r'`([^`]+)`', cell)


REFERENCE = list(rows('interfaces.md', "The vendor's reference, row by row"))


@pytest.mark.parametrize('cls', MESSAGES, ids=lambda cls: cls.type)
def test_message_is_used_by_the_bridge_or_there_is_a_reason(cls):
    used = (cls.__module__, cls.__name__) in used_in_the_bridge()

    assert used != (cls.type in NOT_IN_THE_BRIDGE)


@pytest.mark.parametrize('cls', REQUESTS, ids=lambda cls: cls.type)
def test_virtual_robot_answers_to_the_request(cls):
    assert cls.type in VirtualFurhat().handlers


@pytest.mark.parametrize(
    ('heading', 'classes'),
    [('Requests', REQUESTS), ('Events', EVENTS)],
    ids=['requests', 'events'],
)
def test_protocol_document_has_one_row_for_each_message_and_no_other(heading, classes):
    documented = [code(row[0]) for row in rows('protocol.md', heading)]

    assert sorted(documented) == sorted([cls.type] for cls in classes)


@pytest.mark.parametrize('cls', MESSAGES, ids=lambda cls: cls.type)
def test_protocol_document_tells_every_field_of_the_message(cls):
    (row,) = (
        row for row in rows('protocol.md', 'Requests', 'Events') if code(row[0]) == [cls.type]
    )
    fields = {field.name for field in dataclasses.fields(cls)} - {'extra', 'request_id'}
    told = set(re.findall(r'\w+', ' '.join(code(row[1])))) | (
        {'speed', 'slack_pitch', 'slack_yaw', 'slack_timeout'} if 'as above' in row[1] else set()
    )

    assert fields <= told


@pytest.mark.parametrize('cls', MESSAGES, ids=lambda cls: cls.type)
def test_every_row_of_the_protocol_has_its_evidence(cls):
    (row,) = (
        row for row in rows('protocol.md', 'Requests', 'Events') if code(row[0]) == [cls.type]
    )

    assert re.search(r'\b(doc|client|sample|robot|third|guess)\b', row[-1])


@pytest.mark.parametrize('cls', MESSAGES, ids=lambda cls: cls.type)
def test_message_has_a_name_in_ros(cls):
    (row,) = (row for row in REFERENCE if cls.type.replace('.', '_') in code(row[0]))

    assert row[1]


def public(cls):
    return [name for name in dir(cls) if not name.startswith('_')]


@pytest.mark.parametrize('name', sorted({*public(Events), *public(AsyncFurhatClient)}))
def test_method_or_event_of_the_client_has_a_row_or_there_is_a_reason(name):
    known = {word for row in REFERENCE for word in code(row[0])}

    assert (name in known) != (name in NOT_IN_THE_REFERENCE)


@pytest.mark.parametrize('row', REFERENCE, ids=lambda row: row[0])
def test_row_of_the_reference_names_what_the_bridge_has(row):
    """Or something that one of them takes, as a field or a parameter, which is not looked at here."""
    named = re.findall(
        r'(?:actions?|services?|topics?|subscribe to|feedback of|of) ((?:`[^`]+`(?:, | or | and )?)+)',
        row[1],
    )
    tables = rows('interfaces.md', 'Actions', 'Services', 'Topics published', 'Topics subscribed')
    offered = {word for line in tables for word in code(line[0])}

    assert {word for each in named for word in code(each)} <= offered


@pytest.mark.parametrize('row', REFERENCE, ids=lambda row: row[0])
def test_row_of_the_reference_names_a_test_that_exists(row):
    file, test = code(row[2]) if row[2] != 'reached' else REACHED
    source = (ROOT / 'test' / 'bridge' / file).read_text(encoding='utf-8')

    assert re.search(rf'^(async )?def {test}\(', source, re.MULTILINE)
