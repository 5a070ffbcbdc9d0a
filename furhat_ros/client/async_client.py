"""The public client for asyncio programs."""

from .body import BodyRequests
from .listening import ListeningRequests
from .senses import SenseRequests
from .speech import SpeechRequests


class AsyncFurhatClient(SpeechRequests, ListeningRequests, BodyRequests, SenseRequests):
    """
    A connection to one Furhat robot, for asyncio programs.

        async with AsyncFurhatClient('192.168.1.20') as furhat:
            furhat.add_handler(Events.response_hear_end, print)
            await furhat.request_speak_text('Hello', wait=True)

    `host` is a name or an IP address, with a port if it is not 9000, as in 'localhost:9001'; `auth_key` the key of the
    robot's Realtime API, if it wants one. By keyword also the port, the path, the scheme ('ws' or 'wss') and a
    LinkPolicy with the time and size limits of the connection. Nothing is opened before `connect`.

    It has every method of the published clients furhat-realtime-api and furhat-ws-api, and more. `is_connected` tells
    whether there is a connection; nothing reconnects by itself. Errors are those of furhat_ros.errors and at the same
    time those that programs for the published clients catch (RuntimeError, asyncio.TimeoutError, OSError).
    """
