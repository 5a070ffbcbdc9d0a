"""The policy of all services: the work is done in the I/O thread, errors become words."""

from collections.abc import Awaitable, Callable
from typing import Any

from std_srvs.srv import Trigger

from furhat_ros.errors import FurhatError

from ..context import Context
from .outcomes import in_words
from .responses import Responses


def offer(
    context: Context, service: Any, name: str, perform: Callable[[Any, Any], Awaitable[str]]
) -> None:
    """
    Offer a service whose response has `success` and `message`.

    `perform` gets request and response in the I/O thread, fills the rest of the response and says in words what it did.
    What raises a FurhatError has failed with its reason.
    """

    async def run(request: Any, response: Any) -> None:
        try:
            response.message = await perform(request, response)
            response.success = True
        except FurhatError as error:
            response.success = False
            response.message = in_words(error)
        except Exception as error:  # noqa: BLE001  a mistake in one service must not end the bridge
            context.node.get_logger().error(f'{name} failed inside the bridge: {error!r}')
            response.success = False
            response.message = f'error in the bridge: {error!r}'

    async def answer(request: Any, response: Any) -> Any:
        # A coroutine of the ROS thread: rclpy awaits it, and other callbacks go on meanwhile.
        (await context.crossing.call(run(request, response))).result()
        return response

    offered = context.node.create_service(service, name, answer)
    responses = Responses(context.crossing, name, context.node.get_logger())
    send = offered.send_response
    offered.send_response = lambda *response: responses.send(lambda: send(*response))


def offer_trigger(context: Context, name: str, perform: Callable[[], Awaitable[str]]) -> None:
    """Offer a std_srvs/Trigger."""
    offer(context, Trigger, name, lambda _request, _response: perform())
