"""
How a program talks to one robot: asyncio, no ROS.

The public part is the three names below; they are used like those of the published clients furhat-realtime-api and
furhat-ws-api. Each is loaded when it is asked for: the bridge, which has another client, starts without them.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .async_client import AsyncFurhatClient
    from .events import Events
    from .sync_client import FurhatClient

__all__ = ['AsyncFurhatClient', 'Events', 'FurhatClient']

_HOMES = {
    'AsyncFurhatClient': 'async_client',
    'Events': 'events',
    'FurhatClient': 'sync_client',
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    return getattr(importlib.import_module(f'.{_HOMES[name]}', __name__), name)
