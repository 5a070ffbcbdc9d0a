"""A client that the middleware has found by half still gets its response."""

import warnings

import pytest
from rclpy.action import ActionClient, ActionServer
from rclpy.service import Service
from std_srvs.srv import Trigger

from furhat_ros.action import Gesture
from furhat_ros.bridge.policies import responses
from furhat_ros.bridge.policies.responses import Sending

from .conftest import wait_until

TOLD = (
    'failed to send response (timeout): client will not receive response, at rmw_response.cpp:153'
)
"""What rclpy warns of when rmw_fastrtps drops a response."""


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(responses, 'PAUSES', (0.01, 0.02, 0.05))


def test_response_of_a_service_that_was_dropped_is_sent_again(lab, monkeypatch):
    send, dropped = Service.send_response, []

    def lossy(self, response, header):
        if self.srv_name.endswith('stop_speaking') and len(dropped) < 2:
            dropped.append(response)
            warnings.warn(TOLD, RuntimeWarning, stacklevel=1)
        else:
            send(self, response, header)

    monkeypatch.setattr(Service, 'send_response', lossy)
    lab.bridge(lab.robot())
    assert lab.call(Trigger, 'stop_speaking').success
    assert len(dropped) == 2


def test_service_that_cannot_answer_says_so_and_holds_up_no_other(lab, node_log, monkeypatch):
    send = Service.send_response

    def deaf(self, response, header):
        if self.srv_name.endswith('stop_speaking'):
            warnings.warn(TOLD, RuntimeWarning, stacklevel=1)
        else:
            send(self, response, header)

    monkeypatch.setattr(Service, 'send_response', deaf)
    lab.bridge(lab.robot())
    unanswered = lab.call_later(Trigger, 'stop_speaking')
    assert lab.call(Trigger, 'stop_listening').success
    expected = 'stop_speaking: a client was not found and gets no response'
    wait_until(lambda: expected in [text for _, text in node_log], 'a word')
    assert not unanswered.done()


@pytest.mark.parametrize(
    ('name', 'accepted'), [('Nod', True), ('NoSuchGesture', False)], ids=['accepted', 'rejected']
)
def test_response_to_a_goal_that_was_dropped_is_sent_again(lab, monkeypatch, name, accepted):
    """The first one is sent here all the same: rclpy leaves no way to keep it back."""
    lab.bridge(lab.robot())
    serve, hear, dropped, heard = ActionServer.execute, ActionClient.execute, [], []

    async def lossy(self, taken):
        await serve(self, taken)
        if 'goal' in taken and not dropped:
            dropped.append(taken)
            warnings.warn(TOLD, RuntimeWarning, stacklevel=1)

    async def note(self, taken):
        if 'goal' in taken:
            heard.append(taken['goal'])
        await hear(self, taken)

    monkeypatch.setattr(ActionServer, 'execute', lossy)
    monkeypatch.setattr(ActionClient, 'execute', note)
    lab.send(Gesture, 'gesture', name=name)
    wait_until(lambda: len(heard) == 2, 'both')
    (first, answer), (second, again) = heard
    assert first == second
    assert answer.accepted == again.accepted == accepted


def test_other_warnings_are_passed_on():
    with pytest.warns(RuntimeWarning, match='something else'), Sending() as sending:
        warnings.warn('something else', RuntimeWarning, stacklevel=1)
    assert not sending.dropped


def test_dropped_response_is_no_warning_for_the_terminal():
    with warnings.catch_warnings(record=True) as told, Sending() as sending:
        warnings.warn(TOLD, RuntimeWarning, stacklevel=1)
    assert sending.dropped
    assert not told
