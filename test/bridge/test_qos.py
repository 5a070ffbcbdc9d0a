"""How topics are offered: what is new is kept for who comes a moment late, and what is old is not."""

import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from furhat_ros.bridge.policies.qos import EVENTS, SENSOR

from .conftest import requests, wait_until

TRANSIENT_LOCAL = QoSProfile(depth=100, durability=DurabilityPolicy.TRANSIENT_LOCAL)

HEARD = '{"type": "response.hear.end", "text": "hello"}'


@pytest.mark.parametrize('profile', [SENSOR, EVENTS], ids=['sensor', 'events'])
def test_class_forgets_what_is_old(profile):
    assert 0 < profile.lifespan.nanoseconds <= 10 * 10**9


def test_subscriber_that_comes_late_gets_no_old_image(lab):
    robot = lab.robot(speed=1.0)
    lab.bridge(robot)
    with lab.subscribed(CompressedImage, 'camera/image_raw/compressed') as first:
        wait_until(lambda: first, 'an image')
    wait_until(lambda: requests(robot, 'request.camera.stop'), 'the end of the stream')
    now = lab.node.get_clock().now
    ended = now()
    # The middleware takes out what is old by a timer, which may be late itself.
    old = 2 * SENSOR.lifespan.nanoseconds
    wait_until(lambda: (now() - ended).nanoseconds > old, 'the images to be old')
    seen = lab.subscribe(CompressedImage, 'camera/image_raw/compressed', TRANSIENT_LOCAL)
    wait_until(lambda: seen, 'an image')
    stamp = seen[0].header.stamp
    assert stamp.sec * 10**9 + stamp.nanosec > ended.nanoseconds


def test_subscriber_that_comes_a_moment_late_gets_the_news(lab):
    robot = lab.robot()
    lab.bridge(robot)
    early = lab.subscribe(String, 'heard')
    lab.wait_until_served('heard')
    robot.call(lambda each: each.send_raw(HEARD))
    wait_until(lambda: early, 'the news')
    late = lab.subscribe(String, 'heard', TRANSIENT_LOCAL)
    wait_until(lambda: late, 'the news again')
    assert late[0].data == 'hello'


def test_stream_is_offered_as_an_override_says(lab):
    topic = lab.full_name('users')
    override = {f'qos_overrides.{topic}.publisher.durability': 'volatile'}
    lab.bridge(lab.robot(), **override)
    lab.wait_for_publishers('users')
    (info,) = lab.node.get_publishers_info_by_topic(topic)
    assert info.qos_profile.durability is DurabilityPolicy.VOLATILE
