"""Set-up as a row of steps, each done once, each told in one line, its details in a log."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from places import ROOT

TAIL = 25


class SetupFailed(Exception):
    """Set-up cannot go on; the text says what a person can do about it."""


def say(text: str, end: str = '\n') -> None:
    """Tell the person at the terminal, at once."""
    print(text, end=end, flush=True)


def shown(path: Path) -> str:
    """Return the path as a reader in the repository would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def digest(texts: Iterable[str] = (), files: Iterable[Path] = ()) -> str:
    """Return one hash over texts and over the paths and contents of files."""
    total = hashlib.sha256()
    for text in texts:
        total.update(f'{len(text)}:{text}'.encode())
    for file in sorted(files):
        content = file.read_bytes()
        total.update(f'{file}:{len(content)}:'.encode() + content)
    return total.hexdigest()


class Workbench:
    """One folder under `.venv` with its log, its lock and its stamps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / 'setup.log'
        self._lock = -1

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other make out of this folder."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.folder / 'lock', os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise SetupFailed(
                f'{error.strerror}: {self.folder}\n'
                'Set-up writes there as the user who runs make. If another user made it, remove\n'
                'it; if the repository is not yours to write, take a copy of it.'
            ) from error
        try:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f'-- waiting for another make in {shown(self.folder)}')
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(self._lock)

    def step(self, name: str, title: str, key: str, action: Callable[[], None]) -> bool:
        """Run the action unless it once ended well with this key; tell whether it ran."""
        stamp = self.folder / f'{name}.done'
        if stamp.is_file() and stamp.read_text() == key:
            return False
        stamp.unlink(missing_ok=True)
        say(f'-- {title} ... ', end='')
        start = time.monotonic()
        try:
            action()
        except BaseException:
            say('')
            raise
        # Renamed into place: a stamp is whole or absent, whenever the power goes.
        unfinished = stamp.with_suffix('.new')
        unfinished.write_text(key)
        unfinished.replace(stamp)
        say(f'{time.monotonic() - start:.0f} s')
        return True

    def forget(self, name: str) -> None:
        """Have a step run again."""
        (self.folder / f'{name}.done').unlink(missing_ok=True)

    def run(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str],
        advice: str,
        cwd: Path = ROOT,
    ) -> None:
        """Run a command with its output in the log; on failure show the end of it."""
        words = [str(word) for word in command]
        with self.log.open('ab') as log:
            log.write(f'\n$ {" ".join(words)}\n'.encode())
            log.flush()
            # The child holds the lock too: a make killed outright keeps the next one waiting
            # until what it had started is over.
            done = subprocess.run(
                words,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(self._lock,) if self._lock >= 0 else (),
                check=False,
            )
        if done.returncode:
            tail = self.log.read_text(errors='replace').splitlines()[-TAIL:]
            end = '\n'.join(f'   | {line}' for line in tail)
            raise SetupFailed(f'{end}\nThe whole log is {shown(self.log)}.\n{advice}')
