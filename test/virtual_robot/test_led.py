"""The LED ring."""

import pytest

from furhat_ros.virtual_robot import colours


def test_standard_names_148_colours():
    assert len(colours.NAMED) == 148


@pytest.mark.parametrize(
    ('colour', 'rgb'),
    [
        ('red', '#ff0000'),
        ('RebeccaPurple', '#663399'),
        ('DarkSlateGrey', '#2f4f4f'),
        ('#12AbfF', '#12abff'),
        ('#000000', '#000000'),
    ],
)
async def test_ring_has_one_colour(robot, program, colour, rgb):
    assert await program.ask('request.led.set', color=colour) == []
    assert robot.led.color == rgb
    assert robot.led.colors == (rgb,) * 12


async def test_ring_is_off_at_first(robot):
    assert robot.led.color == '#000000'


@pytest.mark.parametrize(
    'colour',
    ['', 'reddish', 'ff0000', '#fff', '#12345', '#12345g', '#1234567', '#12345\n', ' red'],
)
async def test_malformed_colour_is_refused_in_words(robot, program, colour):
    (error,) = await program.ask('request.led.set', color=colour)
    assert "'color' of request.led.set must be a CSS colour name or #RRGGBB" in error['error']
    assert robot.led.color == '#000000'


@pytest.mark.parametrize('leds', [{'0': 'red', '2': '#00FF00'}, ['red', 'blue', 'lime']])
async def test_leds_have_colours_of_their_own(start, connect, leds):
    robot = await start(leds=4)
    program = await connect(robot)
    assert await program.ask('request.led.set.individual', leds=leds, fill='blue') == []
    assert robot.led.colors == ('#ff0000', '#0000ff', '#00ff00', '#0000ff')
    assert robot.led.color is None


async def test_other_leds_are_off_by_default(start, connect):
    robot = await start(leds=2)
    await (await connect(robot)).ask('request.led.set.individual', leds={'1': 'red'})
    assert robot.led.colors == ('#000000', '#ff0000')


@pytest.mark.parametrize(
    'leds',
    [{'12': 'red'}, ['red'] * 13, {'one': 'red'}, {'-1': 'red'}, {'0': 5}, 'red', None, [[]]],
)
async def test_impossible_leds_are_refused(robot, program, leds):
    await program.ask('request.led.set', color='white')
    (error,) = await program.ask('request.led.set.individual', leds=leds)
    assert "'leds'" in error['error']
    assert robot.led.color == '#ffffff'
