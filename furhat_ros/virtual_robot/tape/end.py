"""One end of a connection that is passed through."""

import asyncio
import contextlib
import socket

from ..line import AT_ONCE
from .head import END


class End:
    """A program, or the robot; what goes wrong with it is an OSError."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def head(self) -> bytes:
        """Read the head of a request or an answer, or as much of it as comes before the end."""
        try:
            return await self._reader.readuntil(END)
        except asyncio.IncompleteReadError as error:
            return error.partial
        except asyncio.LimitOverrunError as error:
            raise OSError('what comes is no HTTP') from error

    async def read(self, most: int) -> bytes:
        """Read what is there; give nothing at the end."""
        return await self._reader.read(most)

    def put(self, data: bytes) -> None:
        """Send something, without waiting."""
        self._writer.write(data)

    async def write(self, data: bytes) -> None:
        """Send something, and wait until there is room for more."""
        self._writer.write(data)
        await self._writer.drain()

    def finish(self) -> None:
        """Send no more; what the other side still sends can be read, unless the connection is encrypted."""
        if self._writer.can_write_eof():
            with contextlib.suppress(OSError):
                self._writer.write_eof()
        else:
            self._writer.close()

    def close(self) -> None:
        """Close the connection when everything is sent."""
        self._writer.close()

    def cut(self) -> None:
        """Break the connection."""
        with contextlib.suppress(OSError):
            self._writer.get_extra_info('socket').setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE
            )
        self._writer.transport.abort()
