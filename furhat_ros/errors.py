"""
Everything that can go wrong between a program and the robot.

FurhatError
├── InvalidRequest          the caller's fault: the request makes no sense and was not sent
├── ProtocolViolation       the robot's fault: a frame that no Furhat should send; .kind names which rule it breaks
├── RequestRefused          the robot answered with an error; the message is its own text
├── RequestTimeout          the robot did not answer in time
├── RecordingFailed         what is said cannot be recorded, or a recording of it cannot be read
├── InvalidScenario         a scenario that cannot be read, or has mistakes in it
├── NotExported             a recording that gives no files: no bag, no robot in it, no place for them
└── LinkError               there is no usable connection
    ├── ConnectFailed       the robot could not be reached
    ├── AccessRefused       the robot was reached and refuses access: wrong or missing key
    └── LinkLost            the connection was there and is gone
"""


class FurhatError(Exception):
    """Any failure of this package; the message is one sentence for a person."""


class InvalidRequest(FurhatError):
    """The request makes no sense: an empty text, a number that is none, an unknown choice."""


class ProtocolViolation(FurhatError):
    """The robot sent something that breaks the protocol; `kind` is one of a few fixed words, for counting."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class RequestRefused(FurhatError):
    """The robot answered the request with an error, in its own words."""


class RequestTimeout(FurhatError):
    """The robot took the request and gave no answer in time."""


class RecordingFailed(FurhatError):
    """What is said cannot be recorded, or a recording of it cannot be read; the message names file and line."""


class InvalidScenario(FurhatError):
    """A scenario cannot be read, or has mistakes; the message has a line for each: file, line, reason."""


class NotExported(FurhatError):
    """A recording gives no files: it cannot be read, holds nothing of a robot, or there is no place for them."""


class LinkError(FurhatError):
    """There is no usable connection to the robot."""


class ConnectFailed(LinkError):
    """The robot could not be reached."""


class AccessRefused(LinkError):
    """The robot accepts the connection and refuses access."""


class LinkLost(LinkError):
    """The connection ended while it was needed."""
