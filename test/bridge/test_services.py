"""The policy of all services."""

from std_srvs.srv import Trigger

from furhat_ros.action import Speak
from furhat_ros.bridge.dialogue.speak import Speak as SpeakFeature
from furhat_ros.msg import Outcome


def fail(*_):
    raise RuntimeError('a mistake')


def test_mistake_in_a_service_is_its_answer_and_the_bridge_goes_on(lab, monkeypatch):
    monkeypatch.setattr(SpeakFeature, '_end_all', fail)
    bridge = lab.bridge(lab.robot())
    response = lab.call(Trigger, 'stop_speaking')
    assert not response.success
    assert 'a mistake' in response.message
    assert lab.call(Trigger, 'stop_listening').success
    assert not bridge.error


def test_mistake_in_a_goal_is_its_outcome_and_the_bridge_goes_on(lab, monkeypatch):
    monkeypatch.setattr(SpeakFeature, '_wait_for_silence', fail)
    bridge = lab.bridge(lab.robot())
    result = lab.send(Speak, 'speak', text='hello').result()
    assert result.outcome.code == Outcome.FAILED
    assert 'a mistake' in result.outcome.message
    assert lab.call(Trigger, 'stop_listening').success
    assert not bridge.error
