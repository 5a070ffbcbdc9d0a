"""The page of the virtual robot while ROS programs use the robot, in a real browser."""

import pytest
from std_msgs.msg import String

from furhat_ros.action import Gesture, Listen, Speak
from furhat_ros.msg import Users
from furhat_ros.srv import ConfigureFace, SetLed

from .conftest import wait_until

pytestmark = pytest.mark.timeout(240)

FEW_FRAMES = (
    'window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 400);'
)
"""Nobody looks for a smooth face here, and without a graphics card one takes all that a machine has."""


@pytest.fixture
def open_robot(lab, open_page):
    """Switch a robot on, start the bridge to it, and open its page."""

    def open_robot(speed=1.0):
        robot = lab.robot(speed=speed)
        lab.bridge(robot)
        return robot, open_page(robot, FEW_FRAMES)

    return open_robot


# Slow enough for a browser that is busy for a second now and then.
def test_subtitles_show_the_text_of_a_speak_goal_word_by_word(lab, open_robot):
    _, browser = open_robot(speed=0.3)
    browser.note_words()
    lab.send(Speak, 'speak', text='extraordinary robots welcome everybody')
    steps = browser.words_until(4)
    said = ['extraordinary', 'robots', 'welcome', 'everybody']
    assert all(words == said[: len(words)] for words in steps)
    assert len(steps) > 2


def test_who_is_dragged_to_the_right_and_down_goes_left_of_the_robot_and_away_in_ros(
    lab, open_robot
):
    robot, browser = open_robot()
    robot.call(lambda each: each.users.add('ann', x=0.0, y=0.0, z=1.0))
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen and seen[-1].users, 'a user')
    before = seen[-1].users[0].position
    assert (before.x, before.y) == pytest.approx((1.0, 0.0), abs=0.01)
    browser.page.wait_for_selector('#plan .person')
    browser.drag_person(right=1.1, down=0.5)
    wait_until(lambda: seen[-1].users[0].position.y > 1.05, 'a place on the left')
    after = seen[-1].users[0].position
    assert (after.x, after.y, after.z) == pytest.approx((1.5, 1.1, before.z), abs=0.05)


def test_sentence_that_is_typed_is_heard_while_a_goal_listens(lab, open_robot):
    robot, browser = open_robot()
    robot.call(lambda each: each.users.add('ann'))
    heard = lab.subscribe(String, 'heard')
    lab.wait_until_served('heard')
    lab.send(Listen, 'listen', no_speech_timeout=60.0)  # a browser may be slow
    wait_until(lambda: robot.is_listening, 'a robot that listens')
    browser.let_say('hello robot')
    wait_until(lambda: heard, 'what was said')
    assert [each.data for each in heard] == ['hello robot']


def test_ring_on_the_page_has_the_colour_that_set_led_gave_it(lab, open_robot, until):
    _, browser = open_robot()
    assert not browser.has_green_ring()
    assert lab.call(SetLed, 'set_led', color='#00ff00').success
    until(browser.has_green_ring)


def test_gesture_goal_changes_the_face_and_it_returns(lab, open_robot, difference, until):
    _, browser = open_robot()
    off = ConfigureFace.Request.OFF
    lab.call(ConfigureFace, 'configure_face', microexpressions=off, blinking=off, head_sway=off)
    still = browser.still_picture()
    # Slow enough for a browser that draws a frame per second.
    lab.send(Gesture, 'gesture', name='BigSmile', duration=6.0)
    until(lambda: difference(still, browser.picture()) > 1)
    until(lambda: difference(still, browser.picture()) < 0.05)
