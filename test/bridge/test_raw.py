"""The service send_event and the topic events."""

import json
import math

import pytest
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from furhat_ros.srv import SendEvent

from .conftest import requests, wait_until


def test_any_event_reaches_the_robot_as_it_is(lab):
    robot = lab.robot()
    lab.bridge(robot)
    event = {'type': 'request.of.tomorrow', 'request_id': 'mine', 'depth': {'a': [1, None, 'ö']}}
    assert lab.call(SendEvent, 'send_event', event=json.dumps(event)).success
    wait_until(lambda: requests(robot, 'request.of.tomorrow'), 'the event')
    assert requests(robot, 'request.of.tomorrow') == [event]


def test_answer_of_a_wanted_type_comes_back(lab):
    robot = lab.robot()
    robot.call(lambda each: each.users.add(id='anna'))
    lab.bridge(robot)
    response = lab.call(
        SendEvent,
        'send_event',
        event='{"type": "request.users.once"}',
        wait_for=['response.users.data', 'response.none'],
    )
    assert response.success
    assert json.loads(response.answer)['users'][0]['id'] == 'anna'


def test_answer_of_an_unknown_type_comes_back_too(lab):
    robot = lab.robot()
    lab.bridge(robot)
    pending = lab.call_later(
        SendEvent,
        'send_event',
        event='{"type": "request.of.tomorrow"}',
        wait_for=['response.of.tomorrow'],
    )
    wait_until(lambda: requests(robot, 'request.of.tomorrow'), 'the request')
    robot.call(lambda each: each.send_raw('{"type": "response.of.today"}'))
    robot.call(lambda each: each.send_raw('{"type": "response.of.tomorrow", "x": [1]}'))
    wait_until(pending.done, 'the answer')
    assert json.loads(pending.result().answer) == {'type': 'response.of.tomorrow', 'x': [1]}


def test_error_of_the_robot_comes_back_in_its_words(lab):
    lab.bridge(lab.robot())
    response = lab.call(
        SendEvent,
        'send_event',
        event='{"type": "request.led.set", "color": "no colour"}',
        wait_for=['response.none'],
    )
    assert not response.success
    assert 'the robot refused' in response.message


def test_missing_answer_is_given_up(lab):
    lab.bridge(lab.robot())
    response = lab.call(
        SendEvent,
        'send_event',
        event='{"type": "request.of.tomorrow"}',
        wait_for=['response.none'],
        timeout=0.1,
    )
    assert not response.success
    assert 'did not answer' in response.message


@pytest.mark.parametrize(
    'fields',
    [
        {},
        {'event': 'hello'},
        {'event': '[]'},
        {'event': '{}'},
        {'event': '{"type": 5}'},
        {'event': '{"type": "a", "x": NaN}'},
        {'event': '{"type": "a"}', 'wait_for': ['b'], 'timeout': 0.0},
        {'event': '{"type": "a"}', 'wait_for': ['b'], 'timeout': math.nan},
    ],
    ids=str,
)
def test_event_that_makes_no_sense_is_refused_in_words(lab, fields):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(SendEvent, 'send_event', **fields)
    assert not response.success
    assert response.message
    assert not requests(robot, 'a')


def test_events_are_published_when_asked_for_but_no_images(lab):
    robot = lab.robot()
    lab.bridge(robot, publish_events=True)
    events = lab.subscribe(String, 'events', 100)
    images = lab.subscribe(CompressedImage, 'camera/image_raw/compressed')
    lab.wait_until_served('events')
    wait_until(lambda: images, 'an image')
    robot.call(lambda each: each.send_raw('{"type": "response.of.tomorrow", "x": 1}'))
    robot.call(lambda each: each.send_raw('{"type": "response.hear.start"}'))
    wait_until(lambda: any('hear.start' in each.data for each in events), 'the events')
    told = [json.loads(each.data) for each in events]
    assert {'type': 'response.of.tomorrow', 'x': 1} in told
    assert 'response.camera.data' not in {each['type'] for each in told}


def test_events_are_not_published_by_default(lab):
    lab.bridge(lab.robot())
    lab.wait_for_publishers('state')
    assert not lab.node.count_publishers(lab.full_name('events'))
