"""What the files that are made of the dialogue alone have in common."""

from collections.abc import Mapping

from .part import Job, Take


class DialoguePart:
    """A part that takes the events of the dialogue; what it makes of them, its `finish` says."""

    def __init__(self, job: Job) -> None:
        self._job = job

    @property
    def takes(self) -> Mapping[str, Take]:
        """What is done with the messages of a topic."""
        return self._job.dialogue.takes
