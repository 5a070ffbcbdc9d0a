"""The service set_led and the topic led."""

import math

import pytest
from std_msgs.msg import ColorRGBA

from furhat_ros.msg import LedColor
from furhat_ros.srv import SetLed

from .conftest import requests, wait_until

RED = ColorRGBA(r=1.0, g=0.0, b=0.0, a=1.0)


def color(robot):
    return robot.call(lambda each: each.led.color)


@pytest.mark.parametrize(
    ('given', 'expected'), [('red', '#ff0000'), ('#00FF7f', '#00ff7f'), ('Navy', '#000080')]
)
def test_ring_takes_a_colour_by_name_or_number(lab, given, expected):
    robot = lab.robot()
    lab.bridge(robot)
    assert lab.call(SetLed, 'set_led', color=given).success
    wait_until(lambda: color(robot) == expected, 'the colour')


def test_single_leds_take_colours_and_the_others_the_fill(lab):
    robot = lab.robot()
    lab.bridge(robot)
    leds = [LedColor(index=0, color=RED), LedColor(index=2, color=RED)]
    assert lab.call(SetLed, 'set_led', color='#0000ff', leds=leds).success
    wait_until(lambda: requests(robot, 'request.led.set.individual'), 'the request')
    wait_until(
        lambda: robot.call(lambda each: each.led.colors)[:3] == ('#ff0000', '#0000ff', '#ff0000'),
        'the colours',
    )


def test_colour_is_streamed_and_alpha_is_brightness(lab):
    robot = lab.robot()
    lab.bridge(robot)
    lab.publish(ColorRGBA, 'led', ColorRGBA(r=1.0, g=0.5, b=0.0, a=0.5))
    wait_until(lambda: color(robot) == '#804000', 'the colour')


@pytest.mark.parametrize(
    'fields',
    [
        {},
        {'color': '#ff00'},
        {'color': 'rgb(1,2,3)'},
        {'color': 'red; drop'},
        {'leds': [LedColor(index=1, color=RED), LedColor(index=1, color=RED)]},
        {'leds': [LedColor(index=1, color=ColorRGBA(r=2.0, a=1.0))]},
        {'leds': [LedColor(index=1, color=ColorRGBA(r=math.nan, a=1.0))]},
    ],
    ids=['nothing', 'short', 'function', 'more', 'twice', 'too bright', 'NaN'],
)
def test_malformed_colour_is_refused_in_words_and_not_sent(lab, fields):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(SetLed, 'set_led', **fields)
    assert not response.success
    assert response.message
    assert not [each for each in requests(robot) if each['type'].startswith('request.led')]
