"""What the robot is like after its link was lost: as before, also if it was restarted meanwhile."""

from contextlib import ExitStack

import pytest
from action_msgs.msg import GoalStatus
from audio_common_msgs.msg import AudioDataStamped
from geometry_msgs.msg import Vector3
from rcl_interfaces.msg import Log

from furhat_ros.action import Attend, Listen, Speak
from furhat_ros.bridge.dialogue import voice
from furhat_ros.client.link import LinkState
from furhat_ros.errors import InvalidRequest
from furhat_ros.msg import FaceParams, Outcome, Users
from furhat_ros.srv import (
    AttendUser,
    ConfigureFace,
    ConfigureListening,
    GetFaces,
    GetSystemStatus,
    GetVoices,
    SetFaceParams,
    SetHeadPose,
    SetLed,
    SetVoice,
    SetVolume,
)
from furhat_ros.virtual_robot.thread import VirtualFurhatThread

from .conftest import ask_from_elsewhere, requests, wait_until

LONG = ' '.join(f'word{number}' for number in range(200))


def let_all_arrive(lab):
    """Wait until the robot has all that was sent before: it answers in order."""
    assert lab.call(GetSystemStatus, 'get_system_status').success


class Restarted:
    """A robot that loses its power and comes back at the same address, as it was made."""

    def __init__(self, lab, port):
        self._lab = lab
        self._port = port
        self._power = ExitStack()
        self.now = None

    def on(self):
        self.now = self._power.enter_context(VirtualFurhatThread(port=self._port, speed=10.0))

    def off(self):
        self._power.close()

    def restart(self, bridge):
        self.off()
        self._lab.wait_for_link(bridge, LinkState.WAITING)
        self.on()
        self._lab.wait_for_link(bridge, LinkState.CONNECTED)
        let_all_arrive(self._lab)


@pytest.fixture
def restarted(lab, free_port):
    robot = Restarted(lab, free_port)
    robot.on()
    yield robot
    robot.off()


def set_everything(lab):
    voice_id = lab.call(GetVoices, 'get_voices').voices[-1].voice_id
    face_id = lab.call(GetFaces, 'get_faces').faces[-1]
    answers = [
        lab.call(SetVoice, 'set_voice', voice_id=voice_id),
        lab.call(ConfigureFace, 'configure_face', face_id=face_id, blinking=2),
        lab.call(
            SetFaceParams,
            'set_face_params',
            params=FaceParams(names=['SMILE_OPEN'], values=[0.5]),
        ),
        lab.call(SetLed, 'set_led', color='#102030'),
        lab.call(SetVolume, 'set_volume', volume=33),
        lab.call(ConfigureListening, 'configure_listening', languages=['sv-SE'], phrases=['hej']),
        lab.call(AttendUser, 'attend_user'),
        lab.call(SetHeadPose, 'set_head_pose', rotation=Vector3(z=0.2)),
    ]
    assert all(answer.success for answer in answers)


def state_of(robot):
    return robot.call(
        lambda each: {
            'voice': each.voice.voice_id,
            'face': each.face.face_id,
            'idle': dict(each.face.idle),
            'params': dict(each.face.params),
            'led': each.led.color,
            'volume': each.system.volume,
            'listening': (each.listen.languages, each.listen.phrases),
            'attention': each.attend.target,
            'head': each.face.headpose,
        }
    )


def test_robot_that_was_restarted_is_as_it_was_when_it_counts_as_connected(lab, restarted):
    bridge = lab.bridge(restarted.now)
    fresh = state_of(restarted.now)
    set_everything(lab)
    wait_until(lambda: state_of(restarted.now)['head'], 'the head pose')
    before = state_of(restarted.now)
    assert all(before[name] != fresh[name] for name in before)
    restarted.restart(bridge)
    wait_until(lambda: state_of(restarted.now) == before, 'the robot as it was')
    bulk = {'request.auth', 'request.voice.status', 'request.face.status', 'request.system.status'}
    told = [each['type'] for each in requests(restarted.now) if each['type'] not in bulk]
    assert len(told) == len(set(told)) + 1  # face and behaviours are two requests of one type


def test_what_was_spoken_is_not_repeated(lab, restarted):
    bridge = lab.bridge(restarted.now)
    goal = lab.send(Speak, 'speak', text=LONG)
    wait_until(lambda: restarted.now.call(lambda each: each.is_speaking), 'speech')
    restarted.restart(bridge)
    assert goal.result().outcome.code == Outcome.LINK_LOST
    assert not requests(restarted.now, 'request.speak.text')


def test_only_streams_with_subscribers_start_again(lab, restarted):
    bridge = lab.bridge(restarted.now)
    seen = lab.subscribe(Users, 'users')
    wait_until(lambda: seen, 'users')
    with lab.subscribed(AudioDataStamped, 'microphone/audio_stamped'):
        wait_until(lambda: requests(restarted.now, 'request.audio.start'), 'sound')
    wait_until(lambda: requests(restarted.now, 'request.audio.stop'), 'the end of the sound')
    restarted.restart(bridge)
    started = [each['type'] for each in requests(restarted.now)]
    assert started.count('request.users.start') == 1
    assert 'request.audio.start' not in started
    seen.clear()
    wait_until(lambda: seen, 'users of the new link')


def test_goal_that_held_the_attention_lets_go_when_it_is_aborted(lab, restarted):
    bridge = lab.bridge(restarted.now)
    goal = lab.send(Attend, 'attend', target=Attend.Goal.CLOSEST, hold=True)
    wait_until(lambda: goal.feedback, 'attention')
    restarted.restart(bridge)
    assert goal.result().outcome.code == Outcome.LINK_LOST
    told = [each['type'] for each in requests(restarted.now)]
    assert 'request.attend.nobody' in told
    assert 'request.attend.user' not in told


def test_settings_of_the_parameters_are_applied_on_every_connection(lab, restarted):
    voices = restarted.now.call(lambda each: [one.voice_id for one in each.voice.installed])
    bridge = lab.bridge(
        restarted.now,
        **{
            'on_connect.voice_id': voices[-1],
            'on_connect.face_id': 'adult - Titan',
            'on_connect.led': '#010203',
            'on_connect.volume': 11,
        },
    )
    let_all_arrive(lab)
    for _ in range(2):
        state = state_of(restarted.now)
        assert (state['voice'], state['face']) == (voices[-1], 'adult - Titan')
        assert (state['led'], state['volume']) == ('#010203', 11)
        restarted.restart(bridge)


def test_what_was_set_later_counts_more_than_the_parameters(lab, restarted):
    bridge = lab.bridge(restarted.now, **{'on_connect.volume': 11})
    lab.call(SetVolume, 'set_volume', volume=12)
    restarted.restart(bridge)
    wait_until(lambda: state_of(restarted.now)['volume'] == 12, 'the volume')


def test_malformed_colour_in_the_parameters_is_refused_before_anything_starts(lab):
    with pytest.raises(InvalidRequest, match='a colour is'):
        lab.bridge(9000, connected=False, **{'on_connect.led': '#12'})


def test_voice_that_is_loaded_late_is_chosen_when_it_is_there(lab, monkeypatch):
    monkeypatch.setattr(voice, 'LOOK_PERIOD', 0.02)
    robot = lab.robot()
    installed = robot.call(lambda each: each.voice.installed)
    late = installed[-1]
    robot.call(lambda each: setattr(each.voice, 'installed', installed[:-1]))
    log = []
    lab.node.create_subscription(Log, '/rosout', lambda entry: log.append(entry.msg), 100)
    lab.bridge(robot, **{'on_connect.voice_id': late.voice_id})
    wait_until(lambda: any('no installed voice has' in line for line in log), 'a warning')
    robot.call(lambda each: setattr(each.voice, 'installed', installed))
    wait_until(
        lambda: robot.call(lambda each: each.voice.voice_id) == late.voice_id, 'the late voice'
    )


def cut(lab, robot, bridge):
    """Cut the link of a robot that stays as it is, and wait for the next."""
    before = bridge.robot.status.connects
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(
        lambda: bridge.robot.status.connected and bridge.robot.status.connects > before, 'a link'
    )


def attention(robot):
    return robot.call(lambda each: each.attend.target)


def test_attention_that_another_client_took_from_a_goal_is_not_taken_back(lab):
    robot = lab.robot(visitors=1)
    bridge = lab.bridge(robot)
    goal = lab.send(Attend, 'attend', target=Attend.Goal.CLOSEST, hold=True)
    wait_until(lambda: goal.feedback, 'attention')
    ask_from_elsewhere(robot, 'request.attend.location', x=1.0, y=0.0, z=1.0)
    assert goal.result().outcome.code == Outcome.STOPPED
    cut(lab, robot, bridge)
    let_all_arrive(lab)
    assert attention(robot) == 'location'


def test_goal_that_never_reached_the_robot_leaves_the_attention_to_others(lab, restarted):
    bridge = lab.bridge(restarted.now)
    assert lab.call(AttendUser, 'attend_user').success
    restarted.off()
    lab.wait_for_link(bridge, LinkState.WAITING)
    goal = lab.send(Attend, 'attend', target=Attend.Goal.NOBODY, hold=True)
    assert goal.result().outcome.code == Outcome.LINK_LOST
    restarted.on()
    lab.wait_for_link(bridge, LinkState.CONNECTED)
    let_all_arrive(lab)
    assert attention(restarted.now) == 'closest'


def test_goal_for_what_is_attended_already_succeeds_after_a_cut(lab):
    robot = lab.robot(visitors=1)
    bridge = lab.bridge(robot)
    assert lab.send(Attend, 'attend', target=Attend.Goal.CLOSEST).result()
    cut(lab, robot, bridge)
    goal = lab.send(Attend, 'attend', target=Attend.Goal.CLOSEST)
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED


def test_stop_that_a_hanging_robot_did_not_get_is_sent_on_the_next_link(lab):
    robot = lab.robot()
    parameters = {'connection.ping_interval': 0.5, 'connection.ping_timeout': 2.5}
    bridge = lab.bridge(robot, **parameters)
    goal = lab.send(Listen, 'listen', stop_user_end=False, stop_no_speech=False)
    wait_until(lambda: robot.call(lambda each: each.is_listening), 'listening')
    robot.call(lambda each: each.faults.start('stall'))
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    lab.wait_for_link(bridge, LinkState.WAITING)
    robot.run(lambda each: each.faults.drop_connections())
    robot.call(lambda each: each.faults.clear())
    lab.wait_for_link(bridge, LinkState.CONNECTED)
    wait_until(lambda: not robot.call(lambda each: each.is_listening), 'the end of listening')


class TestGoalsThatWait:
    """With goals.on_link_loss wait."""

    @pytest.fixture
    def bridge(self, lab, restarted):
        return lab.bridge(restarted.now, **{'goals.on_link_loss': 'wait'})

    def test_queued_utterances_are_spoken_in_their_order_after_the_loss(
        self, lab, restarted, bridge
    ):
        goals = [lab.send(Speak, 'speak', text=text) for text in (LONG, 'second', 'third')]
        wait_until(lambda: restarted.now.call(lambda each: each.is_speaking), 'speech')
        restarted.restart(bridge)
        assert goals[0].result().outcome.code == Outcome.LINK_LOST
        assert [goal.status() for goal in goals[1:]] == [GoalStatus.STATUS_SUCCEEDED] * 2
        spoken = restarted.now.call(lambda each: [one.text for one in each.spoken])
        assert spoken == ['second', 'third']

    def test_listening_goes_on_after_the_loss_and_keeps_what_was_heard(
        self, lab, restarted, bridge
    ):
        goal = lab.send(Listen, 'listen', stop_user_end=False, stop_no_speech=False)
        wait_until(lambda: restarted.now.call(lambda each: each.is_listening), 'listening')
        restarted.now.run(lambda each: each.hear('one'))
        wait_until(lambda: any(not one.hearing for one in goal.feedback), 'the first sentence')
        restarted.restart(bridge)
        wait_until(lambda: restarted.now.call(lambda each: each.is_listening), 'listening again')
        restarted.now.run(lambda each: each.hear('two'))
        wait_until(lambda: sum(not one.hearing for one in goal.feedback) > 1, 'the second')
        goal.cancel()
        assert goal.result().text == 'one two'

    def test_held_attention_goes_on_after_the_loss(self, lab, restarted, bridge):
        goal = lab.send(Attend, 'attend', target=Attend.Goal.CLOSEST, hold=True)
        wait_until(lambda: goal.feedback, 'attention')
        restarted.restart(bridge)
        wait_until(
            lambda: restarted.now.call(lambda each: each.attend.target) == 'closest', 'attention'
        )
        goal.cancel()
        assert goal.status() == GoalStatus.STATUS_CANCELED

    def test_held_attention_goes_on_after_a_cut_that_the_robot_did_not_notice(
        self, lab, restarted, bridge
    ):
        goal = lab.send(Attend, 'attend', target=Attend.Goal.CLOSEST, hold=True)
        wait_until(lambda: goal.feedback, 'attention')
        count = len(goal.feedback)
        cut(lab, restarted.now, bridge)
        wait_until(lambda: len(goal.feedback) > count or goal.ended, 'attention again')
        assert not goal.ended

    def test_held_attention_ends_with_a_user_who_is_gone_after_the_loss(
        self, lab, restarted, bridge
    ):
        restarted.now.call(lambda each: each.users.add(id='anna', x=0.3, y=0.1, z=1.0))
        goal = lab.send(Attend, 'attend', target=Attend.Goal.USER, user_id='anna', hold=True)
        wait_until(lambda: goal.feedback, 'attention')
        restarted.now.call(lambda each: each.users.clear())
        cut(lab, restarted.now, bridge)
        assert "no user 'anna'" in goal.result().outcome.message
        let_all_arrive(lab)
        assert attention(restarted.now) == 'nobody'

    def test_goal_that_waits_is_canceled_at_once(self, lab, restarted, bridge):
        restarted.off()
        lab.wait_for_link(bridge, LinkState.WAITING)
        goal = lab.send(Speak, 'speak', text='hello')
        goal.cancel()
        assert goal.status() == GoalStatus.STATUS_CANCELED

    def test_goal_waits_no_longer_than_it_may_wherever_it_stands_in_the_queue(
        self, lab, free_port
    ):
        parameters = {'goals.on_link_loss': 'wait', 'goals.wait_timeout': 4.0}
        lab.bridge(free_port, connected=False, **parameters)
        goals = [lab.send(Speak, 'speak', text='hello') for _ in range(10)]
        outcomes = [goal.result().outcome for goal in goals]  # in turn they would wait for 40 s
        assert {outcome.code for outcome in outcomes} == {Outcome.LINK_LOST}
        assert outcomes[0].message.endswith('waited 4 s for the link')
