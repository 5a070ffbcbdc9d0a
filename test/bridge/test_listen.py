"""The action listen, the service stop_listening, the topic is_listening."""

import math

import pytest
from action_msgs.msg import GoalStatus
from std_msgs.msg import Bool
from std_srvs.srv import Trigger

from furhat_ros.action import Listen, Speak
from furhat_ros.client.link import LinkState
from furhat_ros.msg import Outcome
from furhat_ros.srv import ConfigureListening

from .conftest import LATCHED, ask_from_elsewhere, requests, wait_until

Cause = Listen.Result


def listening(robot):
    wait_until(lambda: robot.call(lambda each: each.is_listening), 'a robot that listens')


def hear(robot, text):
    robot.run(lambda each: each.hear(text))


def test_what_a_user_says_is_the_result(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    listening(robot)
    hear(robot, 'good morning robot')
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert result.text == 'good morning robot'
    assert result.cause == Cause.SPEECH_END
    assert [each.text for each in result.utterances] == ['good morning robot']


def test_partial_text_is_feedback(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', partial=True)
    listening(robot)
    hear(robot, 'good morning robot')
    goal.result()
    wait_until(lambda: ended_utterances(goal), 'the last feedback')
    partials = [each.partial for each in goal.feedback if each.partial]
    assert partials[0] == 'good'
    assert partials[-1] == 'good morning robot'
    assert goal.feedback[0].hearing
    assert not goal.feedback[-1].hearing


def test_utterance_has_the_time_when_it_was_spoken(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    listening(robot)
    hear(robot, 'good morning robot')
    result = goal.result()
    (utterance,) = result.utterances
    times = [result.start, utterance.start, utterance.end, result.end]
    numbers = [each.sec * 10**9 + each.nanosec for each in times]
    assert numbers == sorted(numbers)
    assert numbers[0] > 0
    assert numbers[1] < numbers[2]


def test_silence_is_a_result_without_text(lab):
    lab.bridge(lab.robot())
    goal = lab.send(Listen, 'listen', no_speech_timeout=1.0)
    result = goal.result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert result.cause == Cause.SILENCE_TIMEOUT
    assert result.text == ''
    assert result.utterances == []


def test_several_utterances_are_all_in_the_result(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', stop_user_end=False, no_speech_timeout=30.0)
    listening(robot)
    hear(robot, 'one')
    wait_until(lambda: len(ended_utterances(goal)) == 1, 'the first utterance')
    hear(robot, 'two')
    wait_until(lambda: len(ended_utterances(goal)) == 2, 'the second utterance')
    goal.cancel()
    result = goal.result()
    assert [each.text for each in result.utterances] == ['one', 'two']
    assert result.text == 'one two'


def ended_utterances(goal):
    return [each for each in goal.feedback if not each.hearing]


def test_canceling_stops_the_robot_from_listening(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    listening(robot)
    goal.cancel()
    assert goal.status() == GoalStatus.STATUS_CANCELED
    assert goal.result().outcome.code == Outcome.CANCELED
    assert goal.result().cause == Cause.STOPPED
    assert not robot.call(lambda each: each.is_listening)


def test_options_reach_the_robot_as_they_are(lab):
    robot = lab.robot()
    lab.bridge(robot)
    options = {
        'partial': False,
        'concat': False,
        'stop_no_speech': False,
        'stop_robot_start': False,
        'stop_user_end': False,
        'resume_robot_end': True,
        'no_speech_timeout': 3.5,
        'end_speech_timeout': 0.25,
    }
    goal = lab.send(Listen, 'listen', **options)
    listening(robot)
    goal.cancel()
    (asked,) = requests(robot, 'request.listen.start')
    assert {name: asked[name] for name in options} == options


def test_languages_and_phrases_are_set_before_listening(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', languages=['sv-SE', 'en-US'], phrases=['Furhat'])
    listening(robot)
    goal.cancel()
    (asked,) = requests(robot, 'request.listen.config')
    assert asked['languages'] == ['sv-SE', 'en-US']
    assert asked['phrases'] == ['Furhat']


def test_without_languages_the_recogniser_stays_as_it_is(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    listening(robot)
    goal.cancel()
    assert not requests(robot, 'request.listen.config')


def test_session_that_another_client_left_open_is_closed_first(lab):
    robot = lab.robot()
    lab.bridge(robot)
    ask_from_elsewhere(robot, 'request.listen.start')
    goal = lab.send(Listen, 'listen')
    wait_until(lambda: len(requests(robot, 'request.listen.start')) == 2, 'the second start')
    listening(robot)
    hear(robot, 'hello')
    assert goal.result().text == 'hello'


def test_second_goal_is_rejected_while_one_listens(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    assert not lab.send(Listen, 'listen').accepted
    goal.cancel()
    goal.result()
    assert lab.send(Listen, 'listen').accepted


@pytest.mark.parametrize(
    'request_fields',
    [
        {'no_speech_timeout': 0.0},
        {'no_speech_timeout': -1.0},
        {'no_speech_timeout': math.nan},
        {'end_speech_timeout': math.inf},
        {'phrases': ['Furhat']},
        {'languages': ['en-US', ' ']},
        {'languages': ['en-US'], 'phrases': ['']},
    ],
    ids=str,
)
def test_goal_that_makes_no_sense_is_rejected_and_nothing_is_sent(lab, request_fields):
    robot = lab.robot()
    lab.bridge(robot)
    assert not lab.send(Listen, 'listen', **request_fields).accepted
    assert not requests(robot, 'request.listen.start')
    assert not requests(robot, 'request.listen.config')


def test_robot_that_starts_to_speak_ends_the_session(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    listening(robot)
    lab.send(Speak, 'speak', text='hello').result()
    assert goal.status() == GoalStatus.STATUS_SUCCEEDED
    assert goal.result().cause == Cause.ROBOT_SPEAK


@pytest.mark.parametrize('pause_events', [True, False])
def test_session_that_resumes_goes_on_after_the_robot_has_spoken(lab, pause_events):
    robot = lab.robot(pause_events=pause_events)
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', resume_robot_end=True, no_speech_timeout=60.0)
    listening(robot)
    lab.send(Speak, 'speak', text='hello').result()
    listening(robot)
    hear(robot, 'hello yourself')
    assert goal.result().text == 'hello yourself'
    assert goal.result().cause == Cause.SPEECH_END


def test_stop_listening_ends_the_goal_with_what_was_heard(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', stop_user_end=False, no_speech_timeout=30.0)
    listening(robot)
    hear(robot, 'one')
    wait_until(lambda: ended_utterances(goal), 'the utterance')
    assert lab.call(Trigger, 'stop_listening').success
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.STOPPED
    assert goal.result().text == 'one'


def test_stop_by_another_client_of_the_robot_aborts_the_goal(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    listening(robot)
    ask_from_elsewhere(robot, 'request.listen.stop')
    assert goal.result().outcome.code == Outcome.STOPPED
    assert 'another client' in goal.result().outcome.message


def test_lost_link_aborts_the_goal_with_the_reason(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen')
    listening(robot)
    robot.run(lambda each: each.faults.drop_connections())
    assert goal.status() == GoalStatus.STATUS_ABORTED
    assert goal.result().outcome.code == Outcome.LINK_LOST


def test_what_was_heard_before_the_link_was_lost_is_in_the_result(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', stop_user_end=False, no_speech_timeout=60.0)
    listening(robot)
    hear(robot, 'one')
    wait_until(lambda: ended_utterances(goal), 'the utterance')
    robot.run(lambda each: each.faults.drop_connections())
    assert goal.result().outcome.code == Outcome.LINK_LOST
    assert goal.result().text == 'one'
    assert goal.result().end.sec > 0


def test_robot_that_still_listens_after_a_lost_link_is_stopped_on_the_next_one(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(Bool, 'is_listening', LATCHED)
    lab.send(Listen, 'listen', stop_no_speech=False)
    listening(robot)
    wait_until(lambda: seen and seen[-1].data, 'the value')
    robot.run(lambda each: each.faults.drop_connections())
    wait_until(lambda: not seen[-1].data, 'the reset')
    wait_until(lambda: not robot.call(lambda each: each.is_listening), 'the stop')


def test_text_with_half_a_character_arrives_with_a_replacement(lab):
    robot = lab.robot()
    lab.bridge(robot)
    goal = lab.send(Listen, 'listen', stop_user_end=False, no_speech_timeout=60.0)
    listening(robot)
    robot.call(
        lambda each: each.send_raw('{"type": "response.hear.end", "text": "one \\ud800 two"}')
    )
    wait_until(lambda: ended_utterances(goal), 'the utterance')
    goal.cancel()
    assert goal.result().text == 'one \ufffd two'


def test_goal_and_service_without_a_robot_say_so_at_once(lab, free_port):
    bridge = lab.bridge(free_port, connected=False)
    lab.wait_for_link(bridge, LinkState.WAITING)
    goal = lab.send(Listen, 'listen')
    assert goal.result().outcome.code == Outcome.LINK_LOST
    response = lab.call(Trigger, 'stop_listening')
    assert not response.success
    assert 'no connection to the robot' in response.message


def test_is_listening_is_latched_and_follows_the_robot(lab):
    robot = lab.robot()
    lab.bridge(robot)
    seen = lab.subscribe(Bool, 'is_listening', LATCHED)
    wait_until(lambda: seen, 'the latched value')
    goal = lab.send(Listen, 'listen')
    listening(robot)
    goal.cancel()
    wait_until(lambda: len(seen) == 3, 'three values')
    assert [each.data for each in seen] == [False, True, False]


def test_recogniser_is_configured_by_the_service(lab):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(
        ConfigureListening, 'configure_listening', languages=['sv-SE'], phrases=['Furhat']
    )
    assert response.success
    (asked,) = requests(robot, 'request.listen.config')
    assert (asked['languages'], asked['phrases']) == (['sv-SE'], ['Furhat'])


@pytest.mark.parametrize('fields', [{}, {'phrases': ['a']}, {'languages': ['']}], ids=str)
def test_configuration_that_makes_no_sense_is_refused_and_not_sent(lab, fields):
    robot = lab.robot()
    lab.bridge(robot)
    response = lab.call(ConfigureListening, 'configure_listening', **fields)
    assert not response.success
    assert 'languages' in response.message
    assert not requests(robot, 'request.listen.config')
