"""The topic turns."""

from furhat_ros.action import Listen, Speak
from furhat_ros.msg import TurnEvent

from .conftest import wait_until


def test_dialogue_is_on_one_timeline_in_order(lab):
    robot = lab.robot()
    lab.bridge(robot)
    turns = lab.subscribe(TurnEvent, 'turns', 100)
    lab.wait_until_served('turns')
    lab.send(Speak, 'speak', text='hello you').result()
    goal = lab.send(Listen, 'listen', partial=True)
    wait_until(lambda: robot.call(lambda each: each.is_listening), 'a robot that listens')
    robot.run(lambda each: each.hear('hi robot'))
    goal.result()
    wait_until(lambda: turns and turns[-1].kind == TurnEvent.LISTEN_END, 'the end')
    told = [(each.kind, each.text) for each in turns]
    assert told == [
        (TurnEvent.ROBOT_START, 'hello you'),
        (TurnEvent.ROBOT_WORD, 'hello'),
        (TurnEvent.ROBOT_WORD, 'you'),
        (TurnEvent.ROBOT_END, 'hello you'),
        (TurnEvent.LISTEN_START, ''),
        (TurnEvent.USER_START, ''),
        (TurnEvent.USER_PARTIAL, 'hi'),
        (TurnEvent.USER_PARTIAL, 'hi robot'),
        (TurnEvent.USER_FINAL, 'hi robot'),
        (TurnEvent.LISTEN_END, ''),
    ]
    assert turns[-1].cause == Listen.Result.SPEECH_END
    stamps = [each.header.stamp.sec * 10**9 + each.header.stamp.nanosec for each in turns]
    assert stamps == sorted(stamps)
