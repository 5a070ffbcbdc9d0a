"""From errors to what ROS is told."""

from furhat_ros.errors import FurhatError, LinkError, RequestRefused, RequestTimeout
from furhat_ros.msg import Outcome

_CODES = (
    (LinkError, Outcome.LINK_LOST),
    (RequestRefused, Outcome.REFUSED),
    (RequestTimeout, Outcome.TIMED_OUT),
    (FurhatError, Outcome.FAILED),
)

SUCCEEDED = Outcome(code=Outcome.SUCCEEDED)


def outcome_of(error: FurhatError) -> Outcome:
    """Say what an error means for a goal."""
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    return Outcome(code=code, message=in_words(error))


def in_words(error: FurhatError) -> str:
    """Say an error in one sentence."""
    if isinstance(error, RequestRefused):
        return f'the robot refused: {error}'
    return str(error)
