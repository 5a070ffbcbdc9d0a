"""Three utterances in a queue: the second is canceled while it waits, the third while it is spoken."""

from types import SimpleNamespace

import pytest
from action_msgs.msg import GoalStatus

from furhat_ros.action import Speak
from furhat_ros.msg import Outcome
from furhat_ros.virtual_robot.clock import ManualClock

from .conftest import requests, wait_until

FIRST = 'The first of three is spoken from its beginning to its end.'
SECOND = 'Nobody ever hears this.'
THIRD = 'The third one goes on ' + 'and on ' * 100 + 'if nobody stops it.'

A_FEW_WORDS = 4.0  # s that suffice for the synthesis and some words of any text, and not for the whole of one
THE_REST = 10.0  # s that suffice for the rest of the first text; the third lasts much longer, should it begin in them


@pytest.fixture
def queue(lab):
    """What became of the three, in the robot and in the results; the robot's time stands still between the steps."""
    robot = lab.robot(clock=ManualClock())
    lab.bridge(robot)

    def pass_time(seconds):
        robot.run(lambda each: each.clock.advance(seconds))

    def begin(goal, text):
        wait_until(lambda: text in texts(requests(robot, 'request.speak.text')), f'{text!r} sent')
        pass_time(A_FEW_WORDS)
        wait_until(lambda: any(each.word for each in goal.feedback), f'a word of {text!r}')

    first, second, third = (lab.send(Speak, 'speak', text=text) for text in (FIRST, SECOND, THIRD))
    begin(first, FIRST)
    second.cancel()
    second.result()
    spoken_meanwhile = robot.call(lambda each: each.spoken)
    pass_time(THE_REST)
    begin(third, THIRD)
    third.cancel()
    third.result()
    return SimpleNamespace(
        first=first,
        second=second,
        third=third,
        spoken_before_the_end_of_the_second=spoken_meanwhile,
        spoken=robot.call(lambda each: each.spoken),
        asked=[each for each in requests(robot) if each['type'].startswith('request.speak.')],
    )


def texts(asked):
    return [each['text'] for each in asked if 'text' in each]


def test_first_utterance_is_untouched(queue):
    assert queue.first.status() == GoalStatus.STATUS_SUCCEEDED
    assert queue.first.result().outcome.code == Outcome.SUCCEEDED
    assert queue.first.result().text_spoken == FIRST
    assert (queue.spoken[0].text, queue.spoken[0].aborted) == (FIRST, False)


def test_second_utterance_ends_at_once_and_is_never_heard(queue):
    assert queue.second.status() == GoalStatus.STATUS_CANCELED
    assert queue.second.result().outcome.code == Outcome.CANCELED
    assert queue.second.result().text_spoken == ''
    assert queue.spoken_before_the_end_of_the_second == []
    assert SECOND not in texts(queue.asked)
    assert not any('Nobody' in each.text for each in queue.spoken)


def test_third_utterance_stops_and_tells_how_far_it_got(queue):
    result = queue.third.result()
    assert queue.third.status() == GoalStatus.STATUS_CANCELED
    assert result.outcome.code == Outcome.CANCELED
    assert result.text_spoken
    assert result.text_spoken != THIRD
    assert THIRD.startswith(result.text_spoken)
    assert (queue.spoken[1].text, queue.spoken[1].aborted) == (result.text_spoken, True)


def test_robot_is_told_to_stop_for_the_third_utterance_alone(queue):
    kinds = [each['type'].removeprefix('request.speak.') for each in queue.asked]
    assert kinds == ['text', 'text', 'stop']
