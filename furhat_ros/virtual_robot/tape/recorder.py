"""Writes a session down while it happens."""

import asyncio
import contextlib
import gzip
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any, Literal, cast
from urllib.parse import urlsplit

from ...errors import RecordingFailed
from . import bulk, form
from .secrecy import Secrecy

logger = logging.getLogger(__name__)

Side = Literal['client', 'robot']

COMPRESSED_AT_ONCE = 0.5
"""Seconds after which what was said is in a compressed file at the latest; in one that is not, it is at once."""

LEFT_OUT = 'it may hold the key'


class Recorder:
    """
    A recording in the making, `path` ends in .gz if it is to be compressed; there must be no such file yet.

    What is said is written at once, without the key (`Secrecy`) and without the bulk in `without`. When a key turns up
    that was said before as something else, what is already written is gone through again.
    """

    def __init__(
        self,
        path: str | Path,
        now: Callable[[], float],
        *,
        without: bulk.Without = (),
        keys: Iterable[str | None] = (),
    ) -> None:
        bulk.check(without)
        self._path = Path(path)
        self._now = now
        self._without = tuple(without)
        self._secrecy = Secrecy(keys)
        self._file: IO[bytes] | None = None
        self._start = 0.0
        self._connections = 0
        self._flushing: asyncio.TimerHandle | None = None

    def open(self, robot: str) -> None:
        """Begin to record what is said to and by a robot at a URL; raise RecordingFailed if the file cannot be made."""
        header = {
            'furhat_recording': form.VERSION,
            'time': datetime.now(timezone.utc).isoformat(timespec='seconds'),
            'robot': without_credentials(robot),
            'program': f'furhat_ros {version()}',
        }
        if self._without:
            header['without'] = list(self._without)
        try:
            # Voices and faces concern nobody else on this computer.
            mode = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            os.close(os.open(self._path, mode, 0o600))
            self._file = _open(self._path, 'ab')
        except FileExistsError:
            raise RecordingFailed(
                f'{self._path} exists already; a recording replaces nothing'
            ) from None
        except OSError as error:
            raise RecordingFailed(f'cannot record in {self._path}: {error.strerror}') from None
        self._start = self._now()
        self._write(header)

    def close(self) -> None:
        """End the recording."""
        if self._flushing:
            self._flushing.cancel()
        if self._file:
            try:
                self._file.close()
            except OSError as error:
                self._fail(error)
            self._file = None

    def keep_secret(self, keys: Iterable[str]) -> None:
        """Hear of more that is to be kept secret."""
        if self._secrecy.keep(keys):
            self._look_back()

    def connected(self) -> int:
        """Hear that a client connects; give the number of the connection."""
        self._connections += 1
        self._tell(self._connections, event='open')
        return self._connections

    def disconnected(
        self, connection: int, by: Side | None, code: int | None = None, reason: str = ''
    ) -> None:
        """Hear that a connection is closed, by whom and how; without a code it just broke."""
        self._tell(connection, event='close', by=by, code=code, reason=self._without_key(reason))

    def happened(self, connection: int, event: Literal['refused', 'lost'], reason: str) -> None:
        """Hear of something else about a connection."""
        self._tell(connection, event=event, reason=reason)

    def said(self, connection: int, side: Side, frame: str | bytes) -> None:
        """Hear what one side says to the other."""
        if self._file is None:
            return
        known = len(self._secrecy)
        kept = self._secrecy.kept(frame)
        if len(self._secrecy) > known:
            self._look_back()
        content = form.content(kept, self._without) if kept is not None else None
        self._tell(connection, **{'from': side}, **(content or {'left_out': LEFT_OUT}))

    def left_out(self, connection: int, side: Side, reason: str) -> None:
        """Hear that one side said something that cannot be written down."""
        self._tell(connection, **{'from': side}, left_out=reason)

    def _tell(self, connection: int, **fields: Any) -> None:
        time = round(self._now() - self._start, 6)
        self._write({'time': time, 'connection': connection, **fields})

    def _write(self, line: dict[str, Any]) -> None:
        if self._file is None:
            return
        try:
            self._file.write(form.written(line).encode('ascii'))
            if not isinstance(self._file, gzip.GzipFile):
                self._file.flush()
            elif self._flushing is None:
                # Each time costs some of the compression.
                loop = asyncio.get_running_loop()
                self._flushing = loop.call_later(COMPRESSED_AT_ONCE, self._flush)
        except OSError as error:
            self._fail(error)

    def _flush(self) -> None:
        self._flushing = None
        try:
            if self._file:
                self._file.flush()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        """End the recording, not the session."""
        logger.error('%s ends here, nothing more is recorded: %s', self._path, error.strerror)
        file, self._file = self._file, None
        if file:
            with contextlib.suppress(OSError):
                file.close()

    def _look_back(self) -> None:
        """Take a key that has turned up out of what is already written."""
        if self._file is None:
            return
        try:
            self._file.close()
            with _open(self._path, 'rb') as lines:
                is_clean = all(self._cleaned(line) == line for line in lines)
            if not is_clean:
                self._write_again()
            self._file = _open(self._path, 'ab')
        except OSError as error:
            self._fail(error)

    def _write_again(self) -> None:
        number, name = tempfile.mkstemp(suffix=self._path.suffix, dir=self._path.parent)
        os.close(number)
        with _open(self._path, 'rb') as lines, _open(Path(name), 'ab') as file:
            file.writelines(map(self._cleaned, lines))
        Path(name).replace(self._path)

    def _cleaned(self, line: bytes) -> bytes:
        """Give a line as it would be written now."""
        raw = json.loads(line)
        if 'reason' in raw:
            raw['reason'] = self._without_key(raw['reason'])
            return form.written(raw).encode('ascii')
        if 'from' not in raw or 'left_out' in raw:
            return line
        fields = {name: raw[name] for name in ('time', 'connection', 'from')}
        frame = form.frame_of({**raw, 'without': {}})
        kept = self._secrecy.kept(frame) if frame is not None else None
        if kept == frame:
            return line
        content: dict[str, Any] = {'left_out': LEFT_OUT}
        if kept is not None:
            content = form.content(kept)
            if 'without' in raw:
                content['without'] = raw['without']
        return form.written({**fields, **content}).encode('ascii')

    def _without_key(self, text: str) -> str:
        return str(json.loads(self._secrecy.kept(json.dumps([text])) or '[""]')[0])


def _open(path: Path, mode: Literal['rb', 'ab']) -> IO[bytes]:
    return cast('IO[bytes]', gzip.open(path, mode) if path.suffix == '.gz' else path.open(mode))


def without_credentials(url: str) -> str:
    """Give the address in a URL, and nothing that may be secret."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition('@')[2], query='', fragment='').geturl()


def version() -> str:
    """Give the version of this package, by pip's knowledge of it or by package.xml."""
    # Loaded only by who records: the robot starts faster without.
    import importlib.metadata
    from xml.etree import ElementTree

    try:
        return importlib.metadata.version('furhat_ros')
    except importlib.metadata.PackageNotFoundError:
        pass
    for folder in Path(__file__).resolve().parents:
        for path in (folder / 'package.xml', folder / 'share' / 'furhat_ros' / 'package.xml'):
            if path.is_file():
                return ElementTree.parse(path).getroot().findtext('version') or 'unknown'
    return 'unknown'
