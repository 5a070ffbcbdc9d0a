"""The action speak, the service stop_speaking, the topic is_speaking."""

import json
import threading
import wave
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from action_msgs.msg import GoalStatus
from std_msgs.msg import Bool, String
from std_srvs.srv import Trigger

from furhat_ros.action import Speak
from furhat_ros.client.link import LinkState
from furhat_ros.msg import Outcome

from .conftest import LATCHED, ask_from_elsewhere, requests, wait_until

HELLO = 'Hello there, nice to see you'
LONG = ' '.join(f'word{number}' for number in range(200))

FOREIGN = ' '.join(['foreign words'] * 10)

State = Speak.Feedback


def words_of(goal):
    return [feedback.word for feedback in goal.feedback if feedback.word]


def spoken(robot):
    return [each.text for each in robot.call(lambda each: each.spoken)]


def speaking(goal):
    return wait_until(lambda: words_of(goal), 'a spoken word')


def test_text_is_spoken_and_the_goal_succeeds(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=HELLO)
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert result.outcome.code == Outcome.SUCCEEDED
    assert result.text_spoken == HELLO
    assert spoken(robot) == [HELLO]


def test_feedback_goes_from_queued_to_synthesizing_to_words(lab):
    lab.bridge(lab.robot())
    goal = lab.send(Speak, 'speak', text=HELLO)
    goal.result()
    wait_until(lambda: len(words_of(goal)) == 6, 'all feedback')
    states = [feedback.state for feedback in goal.feedback]
    assert states[0] == State.QUEUED
    assert states == sorted(states)
    assert set(states) == {State.QUEUED, State.SYNTHESIZING, State.SPEAKING}
    assert [each.word_index for each in goal.feedback if each.word] == list(range(6))


def test_feedback_says_where_in_the_text_the_word_stands(lab):
    lab.bridge(lab.robot())
    text = 'Ja ja, schön: ja!'
    goal = lab.send(Speak, 'speak', text=text)
    goal.result()
    wait_until(lambda: len(words_of(goal)) == 4, 'all feedback')
    ranges = [(each.char_begin, each.char_end) for each in goal.feedback if each.word]
    assert [text[begin:end].strip(',:!') for begin, end in ranges] == ['Ja', 'ja', 'schön', 'ja']


def test_result_has_times_and_the_synthesis_time_of_the_robot(lab):
    lab.bridge(lab.robot())
    first = lab.send(Speak, 'speak', text=HELLO).result()
    again = lab.send(Speak, 'speak', text=HELLO).result()
    assert first.synthesis_time > 0.0
    assert again.synthesis_time == 0.0
    assert (first.end.sec, first.end.nanosec) > (first.start.sec, first.start.nanosec)
    assert (again.start.sec, again.start.nanosec) > (first.end.sec, first.end.nanosec)


def test_goals_are_spoken_in_the_order_of_their_arrival(lab):
    robot = lab.robot(speed=50.0)
    lab.bridge(robot)
    texts = [f'this is number {number}' for number in range(5)]
    goals = [lab.send(Speak, 'speak', text=text) for text in texts]
    assert [goal.result().outcome.code for goal in goals] == [Outcome.SUCCEEDED] * 5
    assert spoken(robot) == texts


def test_robot_gets_one_utterance_at_a_time(lab):
    robot = lab.robot()
    lab.bridge(robot)
    first = lab.send(Speak, 'speak', text=LONG)
    second = lab.send(Speak, 'speak', text=HELLO)
    speaking(first)
    assert len(requests(robot, 'request.speak.text')) == 1
    assert not second.ended


def test_canceling_a_waiting_goal_does_not_touch_the_spoken_one(lab):
    robot = lab.robot()
    lab.bridge(robot)
    text = ' '.join(['some words'] * 8)
    first = lab.send(Speak, 'speak', text=text)
    second = lab.send(Speak, 'speak', text='never heard')
    speaking(first)
    second.cancel()
    assert second.status() == GoalStatus.STATUS_CANCELED
    assert second.result().text_spoken == ''
    assert second.result().start.sec == 0
    assert first.result().text_spoken == text
    assert spoken(robot) == [text]
    assert not requests(robot, 'request.speak.stop')


def test_canceling_the_spoken_goal_stops_the_robot_and_tells_how_far_it_got(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=LONG)
    speaking(goal)
    goal.cancel()
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    assert result.outcome.code == Outcome.CANCELED
    assert result.aborted
    assert result.text_spoken
    assert LONG.startswith(result.text_spoken)
    assert result.text_spoken != LONG
    assert spoken(robot) == [result.text_spoken]


def test_next_goal_is_spoken_whole_after_a_canceled_one(lab):
    robot = lab.robot()
    lab.bridge(robot)
    first = lab.send(Speak, 'speak', text=LONG)
    second = lab.send(Speak, 'speak', text=HELLO)
    speaking(first)
    first.cancel()
    assert second.result().text_spoken == HELLO
    assert spoken(robot)[-1] == HELLO


@pytest.mark.parametrize('end_unstarted', [True, False])
def test_goal_canceled_before_its_first_sound_ends_without_spoken_text(lab, end_unstarted):
    robot = lab.robot(speed=1.0, end_unstarted=end_unstarted)
    lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=LONG)
    wait_until(lambda: requests(robot, 'request.speak.text'), 'the request')
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    assert goal.result().text_spoken == ''
    assert requests(robot, 'request.speak.stop')


def test_interrupting_goal_ends_all_others_and_is_spoken(lab):
    robot = lab.robot()
    lab.bridge(robot)
    running = lab.send(Speak, 'speak', text=LONG)
    waiting = lab.send(Speak, 'speak', text='never heard')
    speaking(running)
    urgent = lab.send(Speak, 'speak', text='Fire!', policy=Speak.Goal.INTERRUPT)
    assert running.result().outcome.code == Outcome.STOPPED
    assert running.status() == GoalStatus.STATUS_ABORTED
    assert waiting.result().outcome.code == Outcome.STOPPED
    assert 'interrupted' in waiting.result().outcome.message
    assert urgent.result().text_spoken == 'Fire!'


def test_rejecting_goal_is_rejected_while_another_is_active(lab):
    robot = lab.robot()
    lab.bridge(robot)
    running = lab.send(Speak, 'speak', text=LONG)
    polite = lab.send(Speak, 'speak', text='if I may', policy=Speak.Goal.REJECT)
    assert not polite.accepted
    running.cancel()
    running.result()
    assert lab.send(Speak, 'speak', text=HELLO, policy=Speak.Goal.REJECT).accepted


@pytest.mark.parametrize(
    'request_fields',
    [
        {'text': ''},
        {'text': ' \n\t'},
        {'text': HELLO, 'policy': 3},
        {'text': 'x' * 10001},
        {'text': HELLO, 'audio_url': 'http://127.0.0.1/hello.wav'},
        {'audio_url': 'file:///etc/passwd'},
        {'audio_url': 'http://'},
        {'audio_url': 'http://a b'},
    ],
    ids=['empty', 'blank', 'unknown policy', 'too long', 'both', 'file', 'no host', 'blank in it'],
)
def test_goal_that_makes_no_sense_is_rejected_and_nothing_is_sent(lab, request_fields):
    robot = lab.robot()
    lab.bridge(robot)
    assert not lab.send(Speak, 'speak', **request_fields).accepted
    assert not requests(robot, 'request.speak.text')
    assert not requests(robot, 'request.speak.audio')


@pytest.fixture
def wav(tmp_path):
    """The address of a WAV file of one second."""
    with wave.open(str(tmp_path / 'tone.wav'), 'wb') as file:
        file.setparams((1, 2, 16000, 0, 'NONE', ''))
        file.writeframes(bytes(range(256)) * 125)
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(('127.0.0.1', 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f'http://127.0.0.1:{server.server_port}/tone.wav'
        server.shutdown()
        thread.join()


def test_sound_file_is_played_in_its_turn(lab, wav):
    robot = lab.robot()
    lab.bridge(robot)
    goals = [
        lab.send(Speak, 'speak', text=HELLO),
        lab.send(Speak, 'speak', audio_url=wav, lipsync=False),
    ]
    assert [goal.result().outcome.code for goal in goals] == [Outcome.SUCCEEDED] * 2
    assert goals[1].result().text_spoken == ''
    assert goals[1].result().start.sec > 0
    (asked,) = requests(robot, 'request.speak.audio')
    assert (asked['url'], asked['lipsync'], asked['abort']) == (wav, False, False)


def test_sound_file_that_is_not_there_fails_with_a_reason(lab, wav):
    lab.bridge(lab.robot())
    goal = lab.send(Speak, 'speak', audio_url=wav.replace('tone', 'none'))
    assert goal.result().outcome.code == Outcome.FAILED
    assert 'could not play the file' in goal.result().outcome.message


def test_what_is_published_on_say_is_spoken_in_order(lab):
    robot = lab.robot(speed=50.0)
    lab.bridge(robot)
    publisher = lab.publisher(String, 'say')
    for text in ('one', '', 'two', 'three'):
        publisher.publish(String(data=text))
    wait_until(lambda: len(spoken(robot)) == 3, 'three texts')
    assert spoken(robot) == ['one', 'two', 'three']


def test_rejecting_goal_is_rejected_while_a_said_text_is_synthesised(lab):
    robot = lab.robot(synthesis='hangs')
    lab.bridge(robot)
    lab.publish(String, 'say', String(data=HELLO))
    wait_until(lambda: requests(robot, 'request.speak.text'), 'the said text')
    assert not lab.send(Speak, 'speak', text=HELLO, policy=Speak.Goal.REJECT).accepted


def test_longest_text_is_a_parameter(lab):
    lab.bridge(lab.robot(), **{'speak.max_characters': 5})
    assert not lab.send(Speak, 'speak', text='123456').accepted
    assert lab.send(Speak, 'speak', text='12345').accepted


def test_stop_speaking_ends_the_spoken_and_the_waiting_goals(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goals = [lab.send(Speak, 'speak', text=LONG), lab.send(Speak, 'speak', text='never heard')]
    speaking(goals[0])
    response = lab.call(Trigger, 'stop_speaking')
    assert response.success
    assert [goal.result().outcome.code for goal in goals] == [Outcome.STOPPED] * 2
    assert goals[0].result().text_spoken
    assert goals[1].result().text_spoken == ''


def test_stop_by_another_client_of_the_robot_aborts_the_goal(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=LONG)
    speaking(goal)
    ask_from_elsewhere(robot, 'request.speak.stop')
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.STOPPED
    assert 'another client' in goal.result().outcome.message


def test_goal_waits_for_the_speech_of_another_client_however_long(lab):
    robot = lab.robot()
    lab.bridge(robot, **{'speak.start_timeout': 1.0})
    ask_from_elsewhere(robot, 'request.speak.text', text=FOREIGN)
    wait_until(lambda: robot.call(lambda each: each.is_speaking), 'the other speech')
    goal = lab.send(Speak, 'speak', text=HELLO)
    assert goal.result().outcome.code == Outcome.SUCCEEDED
    assert spoken(robot) == [FOREIGN, HELLO]


def test_canceling_a_goal_that_waits_for_another_client_does_not_touch_its_speech(lab):
    robot = lab.robot()
    lab.bridge(robot)
    ask_from_elsewhere(robot, 'request.speak.text', text=FOREIGN)
    wait_until(lambda: robot.call(lambda each: each.is_speaking), 'the other speech')
    goal = lab.send(Speak, 'speak', text=HELLO)
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    wait_until(lambda: spoken(robot), 'the end of the other speech')
    assert spoken(robot) == [FOREIGN]


def test_interrupting_goal_ends_the_speech_of_another_client(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(Bool, 'is_speaking', LATCHED)
    ask_from_elsewhere(robot, 'request.speak.text', text=LONG)
    wait_until(lambda: seen and seen[-1].data, 'the other speech')
    goal = lab.send(Speak, 'speak', text='Fire!', policy=Speak.Goal.INTERRUPT)
    assert goal.result().text_spoken == 'Fire!'
    assert spoken(robot)[0] != LONG


def test_rejecting_goal_is_rejected_while_another_client_speaks(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(Bool, 'is_speaking', LATCHED)
    ask_from_elsewhere(robot, 'request.speak.text', text=LONG)
    wait_until(lambda: seen and seen[-1].data, 'the other speech')
    assert not lab.send(Speak, 'speak', text=HELLO, policy=Speak.Goal.REJECT).accepted


def test_stop_speaking_ends_the_speech_of_another_client_too(lab):
    robot = lab.robot()
    lab.bridge(robot)
    ask_from_elsewhere(robot, 'request.speak.text', text=LONG)
    wait_until(lambda: robot.call(lambda each: each.is_speaking), 'the other speech')
    assert lab.call(Trigger, 'stop_speaking').success
    wait_until(lambda: not robot.call(lambda each: each.is_speaking), 'silence')


def test_robot_that_still_speaks_after_a_lost_link_is_stopped_on_the_next_one(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=LONG)
    speaking(goal)
    robot.run(lambda each: each.faults.drop_connections())
    assert goal.result().outcome.code == Outcome.LINK_LOST
    assert goal.result().end.sec > 0
    wait_until(lambda: not robot.call(lambda each: each.is_speaking), 'silence')


@pytest.mark.parametrize(
    'options',
    [
        {'no_echo': ('response.speak.start', 'response.speak.word', 'response.speak.end')},
        {'events_to': 'requester'},
        {'omit_false': False},
    ],
    ids=str,
)
def test_goals_end_whatever_the_robot_labels_and_whom_it_tells(lab, options):
    robot = lab.robot(speed=50.0, **options)
    lab.bridge(robot)
    goals = [lab.send(Speak, 'speak', text=f'number {number}') for number in range(3)]
    assert [goal.result().text_spoken for goal in goals] == ['number 0', 'number 1', 'number 2']


def test_error_about_something_else_does_not_end_the_goal_and_is_told(lab, node_log):
    robot = lab.robot(synthesis='hangs')
    bridge = lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=HELLO)
    wait_until(lambda: requests(robot, 'request.speak.text'), 'the request')
    question = requests(robot, 'request.face.status')[0]['request_id']
    error = {'type': 'response.error', 'error': 'Too late', 'request_id': question}
    robot.call(lambda each: each.send_raw(json.dumps(error)))
    wait_until(lambda: bridge.robot.violations['robot error'], 'the error')
    wait_until(lambda: any('Too late' in text for _, text in node_log), 'a line in the log')
    assert not goal.ended


def test_storm_of_goals_and_cancels_leaves_nothing_behind(lab):
    robot = lab.robot(speed=50.0)
    bridge = lab.bridge(robot)
    goals = [lab.send(Speak, 'speak', text=f'number {number}') for number in range(40)]
    for goal in goals[::3]:
        goal.cancel()
    ends = [goal.result().outcome.code for goal in goals]
    assert set(ends) <= {Outcome.SUCCEEDED, Outcome.CANCELED}
    assert all(code == Outcome.SUCCEEDED for code in ends[1::3] + ends[2::3])
    assert lab.send(Speak, 'speak', text='after').result().text_spoken == 'after'
    assert bridge.robot.status.connects == 1


@pytest.mark.parametrize('moment', ['waiting', 'spoken'])
def test_lost_link_aborts_every_goal_with_the_reason(lab, moment):
    robot = lab.robot()
    lab.bridge(robot)
    goals = [lab.send(Speak, 'speak', text=LONG), lab.send(Speak, 'speak', text=LONG)]
    speaking(goals[0])
    robot.run(lambda each: each.faults.drop_connections())
    goal = goals[0] if moment == 'spoken' else goals[1]
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.LINK_LOST
    assert goal.result().outcome.message


def test_goal_without_a_robot_is_aborted_at_once_with_the_reason(lab, free_port):
    bridge = lab.bridge(free_port, connected=False)
    lab.wait_for_link(bridge, LinkState.WAITING)
    goal = lab.send(Speak, 'speak', text=HELLO)
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.LINK_LOST
    assert 'no connection to the robot' in goal.result().outcome.message


def test_stop_speaking_without_a_robot_says_so_at_once(lab, free_port):
    bridge = lab.bridge(free_port, connected=False)
    lab.wait_for_link(bridge, LinkState.WAITING)
    response = lab.call(Trigger, 'stop_speaking')
    assert not response.success
    assert 'no connection to the robot' in response.message


def test_speech_whose_sound_never_starts_is_given_up_and_stopped(lab):
    robot = lab.robot(speed=0.01)
    lab.bridge(robot, **{'speak.start_timeout': 1.0})
    goal = lab.send(Speak, 'speak', text=HELLO)
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.TIMED_OUT
    wait_until(lambda: requests(robot, 'request.speak.stop'), 'the stop')


def test_absurd_word_of_the_robot_does_not_end_the_goal(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=LONG)
    wait_until(lambda: requests(robot, 'request.speak.text'), 'the request')
    absurd = '{"type": "response.speak.word", "word": "\\ud800", "index": 1e18}'
    robot.call(lambda each: each.send_raw(absurd))
    wait_until(lambda: any(each.word == '\ufffd' for each in goal.feedback), 'the absurd word')
    assert [each.word_index for each in goal.feedback if each.word == '\ufffd'] == [-1]
    wait_until(lambda: 'word0' in words_of(goal), 'the first word of the text')
    goal.cancel()
    assert goal.result().outcome.code == Outcome.CANCELED


def test_robot_error_is_the_reason_in_the_robots_own_words(lab):
    robot = lab.robot(synthesis='hangs')
    lab.bridge(robot)
    goal = lab.send(Speak, 'speak', text=HELLO)
    wait_until(lambda: requests(robot, 'request.speak.text'), 'the request')
    robot.call(lambda each: each.send_raw('{"type": "response.error", "error": "No voice today"}'))
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.REFUSED
    assert 'No voice today' in goal.result().outcome.message


def test_failed_synthesis_aborts_the_goal_and_says_so(lab):
    lab.bridge(lab.robot(synthesis='fails'))
    goal = lab.send(Speak, 'speak', text=HELLO)
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.FAILED
    assert goal.result().failed
    assert goal.result().text_spoken == ''


def test_is_speaking_is_latched_and_follows_the_robot(lab):
    lab.bridge(lab.robot())
    early = lab.subscribe(Bool, 'is_speaking', LATCHED)
    wait_until(lambda: early, 'the latched value')
    goal = lab.send(Speak, 'speak', text=HELLO)
    goal.result()
    wait_until(lambda: len(early) == 3, 'three values')
    assert [each.data for each in early] == [False, True, False]


def test_is_speaking_is_false_after_the_link_is_lost_in_mid_speech(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(Bool, 'is_speaking', LATCHED)
    goal = lab.send(Speak, 'speak', text=LONG)
    speaking(goal)
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: len(seen) >= 3, 'three values')
    assert [each.data for each in seen][:3] == [False, True, False]
