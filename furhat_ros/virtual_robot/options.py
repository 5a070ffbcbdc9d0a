"""Everything about the virtual robot that can be chosen, above all what nobody knows about the real one."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

from .choices import check, choice


@dataclass(frozen=True)
class Options:
    """The choices. Where the real robot is unknown, the default is the best guess; `help` says what each one means."""

    # who may talk to it
    access: Literal['open', 'key', 'disabled'] | None = choice(
        None,
        'who is let in: open (everybody), key (who knows it), disabled (nobody); default: key if there is one',
    )
    auth_key: str | None = dataclasses.field(default=None, repr=False)
    scope: str = choice('local_network', 'the scope that a grant of access names')

    allow_host: tuple[str, ...] = choice(
        (), 'names by which browsers may find the page, besides addresses and localhost'
    )
    allow_origin: tuple[str, ...] = choice(
        (), 'origins of other web pages that may use the stage, e.g. http://lab.example:8080'
    )

    # how it answers
    error_envelope: Literal['both', 'type', 'field'] = choice(
        'both', 'how errors look: a type that says error, an error field, or both'
    )
    no_echo: tuple[str, ...] = choice(
        (),
        'events that do not echo the request_id, e.g. response.speak.word,response.hear.partial',
    )
    stamp_streams: bool = choice(
        False, 'put the request_id of the start request on all data of a stream'
    )
    events_to: Literal['all', 'requester'] = choice(
        'all',
        'who is told about speech, listening and gestures: everybody connected, or who asked for it',
    )
    omit_false: bool = choice(True, 'leave `aborted` and `failed` out where they are false')
    compression: bool = choice(False, 'compress the frames if the client offers it')

    # speech and listening
    synthesizer: Literal['auto', 'espeak', 'estimate'] = choice(
        'estimate',
        'what makes sound and times of texts: espeak (eSpeak NG, which must be installed), '
        'estimate (a tone for each word, as long as it would take), auto (eSpeak NG if it is there)',
    )
    synthesis: Literal['works', 'fails', 'hangs'] = choice(
        'works',
        'whether texts become sound: works, fails (speak.end says so), hangs (nothing comes, '
        'as long as the engine of the voice is not loaded)',
    )
    end_unstarted: bool = choice(
        True, 'send an aborted speak.end without text for speech that is dropped before it starts'
    )
    download_timeout: float = choice(
        10.0, 'real seconds that a sound file may take to download', 0.01, 600
    )
    stream_start: bool = choice(
        True, 'send speak.start with the first sound of a stream that is played'
    )
    stream_text: str = choice('AUDIO', 'the text of the events of a stream')
    buffer_rate: float = choice(
        5.0, 'speak.audio.buffer events per second while a stream plays, 0 for none', 0, 100
    )
    pause_events: bool = choice(
        True, 'send listen.end and listen.start when listening pauses while the robot speaks'
    )
    hear_end_when_cut: bool = choice(
        True, 'send hear.end with the words so far when listening ends in mid-speech'
    )

    # face, attention and voice
    unknown_names: Literal['silence', 'error'] = choice(
        'silence', 'what answers the name of a gesture, voice or face that does not exist'
    )
    gesture_duration: Literal['factor', 'seconds'] = choice(
        'factor', 'what the duration of a gesture is: a factor of its natural length, or seconds'
    )
    attend_repeats: bool = choice(
        False, 'send attend.status also after a request that leaves the attention as it is'
    )
    face_left_out: Literal['unchanged', 'default'] = choice(
        'unchanged', 'what becomes of what face.config leaves out, other than the face itself'
    )
    head_limit: float = choice(
        50.0, 'degrees that the head can turn, tilt and roll to each side', 0, 180
    )
    leds: int = choice(12, 'how many LEDs are in the ring', 1, 1000)
    input_language: bool = choice(
        True, 'the input_language of voice.config sets the language of listening, too'
    )
    voice_config_list: bool = choice(
        False, 'answer voice.config with the list of voices as well, not only the active one'
    )

    # people
    visitors: int = choice(0, 'how many people are in the room', 0, 20)
    silent_visitors: bool = choice(False, 'visitors say nothing when the robot listens')
    user_ids: Literal['virtual-user', 'user', 'uuid'] = choice(
        'virtual-user', 'form of the ids of people'
    )
    users_rate: float = choice(10.0, 'lists of people per second', 0.1, 100)
    users_camera: bool = choice(True, 'people have a `camera` box')
    users_attending: bool = choice(True, 'people have the number `attending`')
    users_rotation: bool = choice(True, 'people have a `rotation`')

    # camera and sound
    camera: bool = choice(True, 'the camera gives pictures')
    camera_fps: float = choice(10.0, 'pictures per second', 0.1, 60)
    field_of_view: float = choice(
        60.0, 'horizontal field of view of the camera in degrees', 10, 150
    )
    audio_chunk: float = choice(0.1, 'seconds of sound in one message', 0.005, 2)
    riff_header: bool = choice(False, 'start the first chunk of sound with a RIFF header')

    # the rest
    voices: int = choice(
        200, 'how many voices are installed; the cloud brings them to about 900', 1, 1000
    )
    speed: float = choice(1.0, 'how fast the time of the robot runs', 0.01, 1000)

    def __post_init__(self) -> None:
        """Raise ValueError, in words for a person, for a value that cannot be."""
        check(self)
        if self.access == 'key' and not self.auth_key:
            raise ValueError('access by key needs a key')
