"""Robot, bridge and subscriber on three hosts, as they are in a laboratory, with a network that is not always good."""

import os

import pytest

from furhat_ros.bridge.sound.sample_clock import MOST_SLEW
from furhat_ros.msg import Outcome, RobotState

from .emulator import Conditions
from .microphone import TOPIC as MICROPHONE
from .microphone import record

SECONDS = float(os.environ.get('NETWORK_TEST_SECONDS', '15'))
"""How long the sound runs that must arrive without a gap."""

pytestmark = pytest.mark.timeout(SECONDS + 60)

IMPATIENT = {
    'connection.open_timeout': 1.0,
    'connection.ping_interval': 1.0,
    'connection.ping_timeout': 1.0,
    'connection.retry_first': 0.1,
    'connection.retry_max': 0.5,
}
"""For a bridge that soon notices a cut cable, and soon that it is mended."""

LONG_TEXT = 'one two three four five six seven eight nine ten ' * 20

BAD_WIFI = Conditions(loss=0.02, jitter=0.1)


def links(program):
    """Give the states of the link that a subscriber has seen."""
    return [each['link'] for each in program.told_of('state')]


def speak(program, text):
    """Send a goal and wait for its end."""
    before = len(program.told_of('end'))
    program.write(f'speak {text}')
    program.wait_for('the end of the goal', lambda: len(program.told_of('end')) > before)
    return program.told_of('end')[-1]


def wait_for_more(program, name, count=3):
    """Wait until a subscriber has got more of what it has subscribed to."""
    before = len(program.told_of(name))
    program.wait_for(f'more of {name}', lambda: len(program.told_of(name)) >= before + count)


def test_goal_from_a_third_host_gets_its_words_and_succeeds(hosts):
    hosts.start_robot()
    hosts.start_bridge()
    subscriber = hosts.start_subscriber()
    end = speak(subscriber, 'hello there my friend')
    assert end == {
        'code': Outcome.SUCCEEDED,
        'message': '',
        'text_spoken': 'hello there my friend',
    }
    assert subscriber.told_of('word') == ['hello', 'there', 'my', 'friend']


def test_cut_cable_to_the_robot_is_noticed_by_pings_and_told_with_the_reason(hosts):
    hosts.start_robot()
    hosts.start_bridge(**IMPATIENT)
    subscriber = hosts.start_subscriber('state')
    subscriber.wait_for('the link', lambda: RobotState.CONNECTED in links(subscriber))
    hosts.robot_cable.is_cut = True
    subscriber.wait_for('the news', lambda: RobotState.WAITING in links(subscriber))
    (waiting, *_) = (
        each for each in subscriber.told_of('state') if each['link'] == RobotState.WAITING
    )
    assert waiting['reason'] == 'the robot no longer answers pings'


def test_goal_that_is_active_when_the_cable_is_cut_ends_with_link_lost(hosts):
    hosts.start_robot()
    hosts.start_bridge(**IMPATIENT)
    subscriber = hosts.start_subscriber()
    subscriber.write(f'speak {LONG_TEXT}')
    subscriber.wait_for('speech', lambda: subscriber.told_of('word'))
    hosts.robot_cable.is_cut = True
    subscriber.wait_for('the end of the goal', lambda: subscriber.told_of('end'))
    assert subscriber.told_of('end')[-1]['code'] == Outcome.LINK_LOST


def test_link_and_streams_come_back_by_themselves_with_the_cable(hosts):
    hosts.start_robot()
    hosts.start_bridge(**IMPATIENT)
    subscriber = hosts.start_subscriber('state', MICROPHONE)
    wait_for_more(subscriber, MICROPHONE)
    hosts.robot_cable.is_cut = True
    subscriber.wait_for('the news', lambda: RobotState.WAITING in links(subscriber))
    hosts.robot_cable.is_cut = False
    subscriber.wait_for(
        'the link', lambda: subscriber.told_of('state')[-1]['link'] == RobotState.CONNECTED
    )
    assert subscriber.told_of('state')[-1]['connects'] == 2
    wait_for_more(subscriber, MICROPHONE)


@pytest.fixture(scope='module')
def recording(networks):
    return record(SECONDS, BAD_WIFI)


def test_no_sample_is_lost_where_packets_are_lost_and_overtake_each_other(recording):
    assert recording.packets_lost > 0
    assert recording.packets_overtaken > 0
    assert recording.connects == 1
    assert len(recording.received) == len(recording.sent)
    assert recording.received == recording.sent


def test_stamps_follow_the_samples_where_packets_are_lost_and_overtake_each_other(recording):
    most = recording.chunks[0].duration // MOST_SLEW
    assert max(map(abs, recording.slews)) <= most


def test_subscriber_whose_cable_is_cut_disturbs_nobody_else(hosts):
    hosts.start_robot()
    hosts.start_bridge()
    far = hosts.start_subscriber(MICROPHONE)
    near = hosts.start_subscriber('state', 'is_speaking', MICROPHONE, host=hosts.bridge)
    wait_for_more(far, MICROPHONE)
    hosts.ros_cable.is_cut = True
    assert speak(near, 'others hear this')['code'] == Outcome.SUCCEEDED
    wait_for_more(near, MICROPHONE)
    assert near.told_of('is_speaking') == [False, True, False]
    assert set(links(near)) == {RobotState.CONNECTED}


def test_subscriber_gets_messages_again_when_its_cable_is_mended(hosts):
    hosts.start_robot()
    hosts.start_bridge()
    far = hosts.start_subscriber('is_speaking', MICROPHONE)
    near = hosts.start_subscriber(host=hosts.bridge)
    wait_for_more(far, MICROPHONE)
    hosts.ros_cable.is_cut = True
    speak(near, 'the other one does not hear this')
    hosts.ros_cable.is_cut = False
    wait_for_more(far, MICROPHONE)
    assert True not in far.told_of('is_speaking')
    assert speak(far, 'hello')['code'] == Outcome.SUCCEEDED
