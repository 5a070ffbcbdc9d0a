"""The WAV files that a scenario names."""

from pathlib import Path

from ..wav import Wav, read_file
from .tree import Note, Text

LARGEST = 128 * 2**20
"""Bytes of samples, of all sounds of a scenario."""


class Sounds:
    """Reads the sounds of one scenario, each once; `folder` is where their paths begin."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, Wav] = {}

    def read(self, named: Text, note: Note) -> Wav | None:
        """Read a sound; note what is wrong with it, and give None then."""
        path = self._folder / named.text
        try:
            sound = self._known.get(path) or read_file(path)
        except ValueError as error:
            note(named.line, f"'sound': {error}")
            return None
        self._known[path] = sound
        if sum(2 * len(each.samples) for each in self._known.values()) > LARGEST:
            note(named.line, f"'sound': all sounds together are larger than {LARGEST >> 20} MiB")
            return None
        return sound
