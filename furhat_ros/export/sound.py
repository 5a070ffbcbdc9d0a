"""`microphone.wav` and `speaker.wav`, on one clock, and `sound.csv`, which tells where they lack sound."""

from collections.abc import Mapping
from functools import partial

from .axis import SECOND, stamp
from .bag import Message
from .part import Job, Take
from .sample_count import SampleCount
from .table import Table
from .wav import BYTES_PER_SAMPLE, Wav

SOURCES = ('microphone', 'speaker')
USUAL_RATE = 16000
LONGEST_SILENCE = 3600 * SECOND
"""ns; a stamp that is further away from the time of recording is a mistake, and no reason to write days of silence."""

COLUMNS = ('source', 'file', 'where', 'seconds', 'first_sample', 'samples')


class Sound:
    """
    Both sounds from the start of the recording on, with the same number of samples.

    Samples are copied, never changed: a file of one rate for each source and, if the rate changed in between, another.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._rates = dict.fromkeys(SOURCES, USUAL_RATE) | dict(job.rates)
        self._counts: dict[int, SampleCount] = {}
        self._files: dict[tuple[str, int], Wav] = {}
        self._behind: int | None = None if job.axis.simulated else 0
        """How much later in ns messages were recorded than their stamps say, if the clocks differ."""

        self._impossible = 0

    @property
    def takes(self) -> Mapping[str, Take]:
        """What is done with the messages of a topic."""
        takes: dict[str, Take] = {}
        for source in SOURCES:
            takes[f'{source}/audio_info'] = partial(self._take_info, source)
            takes[f'{source}/audio_stamped'] = partial(self._take, source)
        return takes

    def finish(self, end: int) -> None:
        """Make files that were begun for one rate equally long, and list the silence."""
        if not self._files:
            return
        longest = {
            rate: max(wav.length for (_, each), wav in self._files.items() if each == rate)
            for rate in self._counts
        }
        with_gaps = Table(self._job.folder / 'sound.csv', COLUMNS)
        for (source, rate), wav in self._files.items():
            self._list_gaps(with_gaps, source, wav, longest[rate])
            wav.close(longest[rate])
            self._job.note(f'{wav.path.name}: {longest[rate] / rate:.1f} s at {rate} Hz')
        with_gaps.close()
        self._tell()

    def _take_info(self, source: str, message: Message) -> None:
        info = message.content
        if info.channels != 1 or info.sample_format != 'S16LE' or not info.sample_rate:
            self._job.complain(
                f'{message.topic}: sound of another format than 16-bit mono: left out'
            )
            self._rates[source] = 0
        else:
            self._rates[source] = int(info.sample_rate)

    def _take(self, source: str, message: Message) -> None:
        time, rate = stamp(message.content), self._rates[source]
        behind = message.time - time
        self._behind = behind if self._behind is None else self._behind
        if abs(behind - self._behind) > LONGEST_SILENCE:
            self._impossible += 1
            return
        pcm = message.content.audio.data.tobytes()
        length = len(pcm) // BYTES_PER_SAMPLE
        if rate:
            count = self._counts.setdefault(rate, SampleCount(self._job.axis.start, rate))
            position = count.place(source, time, length)
            self._file(source, rate).write(position, pcm[: length * BYTES_PER_SAMPLE])

    def _file(self, source: str, rate: int) -> Wav:
        if (source, rate) not in self._files:
            again = any(each == source for each, _ in self._files)
            name = f'{source}_{rate}_hz.wav' if again else f'{source}.wav'
            self._files[source, rate] = Wav(self._job.folder / name, rate)
        return self._files[source, rate]

    def _list_gaps(self, table: Table, source: str, wav: Wav, length: int) -> None:
        inside = 0
        for begin, end in wav.gaps(length):
            where = 'before' if begin == 0 else 'after' if end == length else 'inside'
            inside += where == 'inside'
            time = self._job.axis.start + begin * SECOND // wav.rate
            seconds = f'{(end - begin) / wav.rate:.6f}'
            table.add(
                *self._job.axis.cells(time),
                source,
                wav.path.name,
                where,
                seconds,
                begin,
                end - begin,
            )
        if inside:
            self._job.note(
                f'{wav.path.name}: gaps that are filled with silence: {inside} (sound.csv lists them)'
            )

    def _tell(self) -> None:
        if self._impossible:
            self._job.complain(
                f'{self._impossible} chunks of sound have impossible stamps: left out'
            )
        for rate, count in self._counts.items():
            if count.backwards:
                self._job.complain(
                    f'the clock of the bridge was set back {count.backwards} times: from there on the sound is where it'
                    ' was heard, not where its stamps are'
                )
            if abs(count.drift) > SECOND // 100:
                where = 'before' if count.drift > 0 else 'after'
                late = abs(count.drift) // 1_000_000
                self._job.note(
                    f'at its end the sound ({rate} Hz) lies {late} ms {where} its stamps'
                )
