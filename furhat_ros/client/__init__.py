"""
How a program talks to one robot: asyncio, no ROS.

The public part is the three names below; they are used like those of the published clients furhat-realtime-api and
furhat-ws-api.
"""

from .async_client import AsyncFurhatClient
from .events import Events
from .sync_client import FurhatClient

__all__ = ['AsyncFurhatClient', 'Events', 'FurhatClient']
