"""The policy of all services: the work is done in the I/O thread, errors become words."""

from collections.abc import Awaitable, Callable
from typing import Any

from std_srvs.srv import Trigger

from furhat_ros.errors import FurhatError

from .context import Context
from .outcomes import in_words


def offer_trigger(context: Context, name: str, perform: Callable[[], Awaitable[str]]) -> None:
    """Offer a std_srvs/Trigger; `perform` runs in the I/O thread and says in words what it did."""

    async def run(response: Trigger.Response) -> None:
        try:
            response.message = await perform()
            response.success = True
        except FurhatError as error:
            response.success = False
            response.message = in_words(error)

    async def answer(_request: Any, response: Trigger.Response) -> Trigger.Response:
        # A coroutine of the ROS thread: rclpy awaits it, and other callbacks go on meanwhile.
        (await context.crossing.call(run(response))).result()
        return response

    context.node.create_service(Trigger, name, answer)
