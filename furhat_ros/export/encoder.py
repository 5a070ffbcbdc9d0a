"""ffmpeg, if there is one: makes an MP4 of pictures with times."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType

INSTALL = 'ffmpeg (apt install ffmpeg, or pip install imageio-ffmpeg)'
CLOCK = 90000
"""Parts of a second that the MP4 counts in."""


def find() -> str | None:
    """Give the path of ffmpeg: of the system, or of the Python package imageio-ffmpeg."""
    found = shutil.which('ffmpeg')
    if found is not None:
        return found
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


class Encoder:
    """A running ffmpeg that makes a file of a Matroska stream; `failure` says why it could not. A context manager."""

    def __init__(self, program: str, target: Path) -> None:
        self.failure = ''
        self._process = subprocess.Popen(
            [
                *(program, '-hide_banner', '-nostdin', '-loglevel', 'error', '-y'),
                *('-f', 'matroska', '-i', 'pipe:0'),
                # Pictures have the times that they have: no steady rate. The sizes that H.264 takes are even.
                *(_as_they_come(program), 'vfr', '-pix_fmt', 'yuv420p'),
                *('-vf', f'settb=1/{CLOCK},scale=trunc(iw/2)*2:trunc(ih/2)*2'),
                *('-enc_time_base', f'1/{CLOCK}', '-video_track_timescale', str(CLOCK)),
                *('-movflags', '+faststart', target),
            ],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def __enter__(self) -> 'Encoder':
        return self

    def write(self, data: bytes) -> None:
        """Hand on a part of the stream; what comes after a failure is lost."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # its end tells why
            self._process.stdin.write(data)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._process.kill()
        _, said = self._process.communicate()
        if self._process.returncode:
            lines = said.decode('utf-8', 'replace').strip().splitlines() or ['']
            self.failure = f'ffmpeg failed with status {self._process.returncode}: {lines[-1]}'


def _as_they_come(program: str) -> str:
    """Give the option that keeps the times: versions before 5.1 know the old name alone, since 9 only the new one."""
    told = subprocess.run(
        [program, '-hide_banner', '-h', 'long'], capture_output=True, text=True, check=False
    )
    return '-fps_mode' if 'fps_mode' in told.stdout else '-vsync'
