import pytest

from furhat_ros.client.link import Backoff, LinkState, LinkStatus
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.errors import AccessRefused, ConnectFailed, LinkLost

POLICY = LinkPolicy(retry_first=0.5, retry_max=10.0, retry_refused=30.0)


def backoff(jitter=0.5):
    return Backoff(POLICY, lambda: jitter)


def pauses(backoff, count):
    return [backoff.pause(ConnectFailed('')) for _ in range(count)]


def test_the_pause_doubles_up_to_its_ceiling():
    assert pauses(backoff(), 7) == pytest.approx([0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0])


@pytest.mark.parametrize(('jitter', 'factor'), [(0.0, 0.8), (0.5, 1.0), (1.0, 1.2)])
def test_the_pause_varies_by_up_to_a_fifth(jitter, factor):
    assert pauses(backoff(jitter), 2) == pytest.approx([0.5 * factor, 1.0 * factor])


def test_two_robots_do_not_wait_in_step():
    assert pauses(Backoff(POLICY), 5) != pauses(Backoff(POLICY), 5)


def test_success_starts_again_from_the_shortest_pause():
    waits = backoff()
    pauses(waits, 4)

    waits.succeed()

    assert pauses(waits, 2) == pytest.approx([0.5, 1.0])


def test_a_lost_link_counts_as_a_failure():
    waits = backoff()

    assert [waits.pause(LinkLost('')), waits.pause(ConnectFailed(''))] == pytest.approx([0.5, 1.0])


def test_refused_access_is_tried_again_slowly():
    assert backoff(jitter=1.0).pause(AccessRefused('')) == 30.0


def test_refused_access_does_not_lengthen_other_pauses():
    waits = backoff()
    waits.pause(AccessRefused(''))

    assert waits.pause(ConnectFailed('')) == pytest.approx(0.5)


def test_years_of_failures_are_no_overflow():
    assert pauses(backoff(), 5000)[-1] == pytest.approx(10.0)


@pytest.mark.parametrize('state', LinkState)
def test_only_one_state_takes_requests(state):
    assert LinkStatus(state).connected is (state is LinkState.CONNECTED)


def test_the_numbers_of_the_states_are_those_of_the_ros_message():
    assert {state.name: state.value for state in LinkState} == {
        'RESOLVING': 0,
        'CONNECTING': 1,
        'AUTHENTICATING': 2,
        'CONNECTED': 3,
        'WAITING': 4,
        'REFUSED': 5,
        'CLOSED': 6,
    }
