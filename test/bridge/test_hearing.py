"""The topics hearing and heard."""

from std_msgs.msg import String

from furhat_ros.action import Listen
from furhat_ros.msg import Hearing

from .conftest import wait_until


def converse(lab, text, **options):
    """Let a user say something to the listening robot; give what the topics said about it."""
    robot = lab.robot()
    lab.bridge(robot, frame_prefix='furhat/')
    hearing = lab.subscribe(Hearing, 'hearing', 100)
    heard = lab.subscribe(String, 'heard', 100)
    lab.wait_until_served('hearing', 'heard')
    goal = lab.send(Listen, 'listen', **options)
    wait_until(lambda: robot.call(lambda each: each.is_listening), 'a robot that listens')
    robot.run(lambda each: each.hear(text))
    goal.result()
    wait_until(lambda: hearing and hearing[-1].kind == Hearing.END, 'the end')
    return hearing, heard


def test_hearing_tells_start_partials_final_and_end_in_order(lab):
    hearing, _ = converse(lab, 'good morning robot', partial=True)
    kinds = [each.kind for each in hearing]
    assert kinds[0] == Hearing.START
    assert set(kinds[1:-2]) == {Hearing.PARTIAL}
    assert kinds[-2:] == [Hearing.FINAL, Hearing.END]
    assert hearing[1].text == 'good'
    assert hearing[-2].text == 'good morning robot'
    assert hearing[-1].cause == Listen.Result.SPEECH_END


def test_hearing_has_stamps_and_the_frame_of_the_microphone(lab):
    hearing, _ = converse(lab, 'hello')
    stamps = [each.header.stamp.sec * 10**9 + each.header.stamp.nanosec for each in hearing]
    assert stamps == sorted(stamps)
    assert stamps[0] > 0
    assert {each.header.frame_id for each in hearing} == {'furhat/microphone_frame'}


def test_heard_is_the_final_text_alone(lab):
    _, heard = converse(lab, 'good morning robot', partial=True)
    wait_until(lambda: heard, 'the text')
    assert [each.data for each in heard] == ['good morning robot']
