"""Everything about the virtual robot that can be chosen, above all what nobody knows about the real one."""

import dataclasses
import math
import typing
from dataclasses import dataclass
from typing import Any, Literal


def _choice(
    default: Any, explanation: str, least: float = -math.inf, most: float = math.inf
) -> Any:
    return dataclasses.field(
        default=default, metadata={'help': explanation, 'least': least, 'most': most}
    )


@dataclass(frozen=True)
class Options:
    """The choices. Where the real robot is unknown, the default is the best guess; `help` says what each one means."""

    # who may talk to it
    access: Literal['open', 'key', 'disabled'] | None = _choice(
        None,
        'who is let in: open (everybody), key (who knows it), disabled (nobody); default: key if there is one',
    )
    auth_key: str | None = dataclasses.field(default=None, repr=False)
    scope: str = _choice('local_network', 'the scope that a grant of access names')

    # how it answers
    error_envelope: Literal['both', 'type', 'field'] = _choice(
        'both', 'how errors look: a type that says error, an error field, or both'
    )
    no_echo: tuple[str, ...] = _choice(
        (),
        'events that do not echo the request_id, e.g. response.speak.word,response.hear.partial',
    )
    stamp_streams: bool = _choice(
        False, 'put the request_id of the start request on all data of a stream'
    )
    events_to: Literal['all', 'requester'] = _choice(
        'all',
        'who is told about speech, listening and gestures: everybody connected, or who asked for it',
    )
    omit_false: bool = _choice(True, 'leave `aborted` and `failed` out where they are false')
    compression: bool = _choice(False, 'compress the frames if the client offers it')

    # speech and listening
    synthesis: Literal['works', 'fails', 'hangs'] = _choice(
        'works',
        'whether texts become sound: works, fails (speak.end says so), hangs (nothing comes, '
        'as long as the engine of the voice is not loaded)',
    )
    end_unstarted: bool = _choice(
        True, 'send an aborted speak.end without text for speech that is dropped before it starts'
    )
    download_timeout: float = _choice(
        10.0, 'real seconds that a sound file may take to download', 0.01, 600
    )
    stream_start: bool = _choice(
        True, 'send speak.start with the first sound of a stream that is played'
    )
    stream_text: str = _choice('AUDIO', 'the text of the events of a stream')
    buffer_rate: float = _choice(
        5.0, 'speak.audio.buffer events per second while a stream plays, 0 for none', 0, 100
    )
    pause_events: bool = _choice(
        True, 'send listen.end and listen.start when listening pauses while the robot speaks'
    )
    hear_end_when_cut: bool = _choice(
        True, 'send hear.end with the words so far when listening ends in mid-speech'
    )

    # face, attention and voice
    unknown_names: Literal['silence', 'error'] = _choice(
        'silence', 'what answers the name of a gesture, voice or face that does not exist'
    )
    gesture_duration: Literal['factor', 'seconds'] = _choice(
        'factor', 'what the duration of a gesture is: a factor of its natural length, or seconds'
    )
    attend_repeats: bool = _choice(
        False, 'send attend.status also after a request that leaves the attention as it is'
    )
    face_left_out: Literal['unchanged', 'default'] = _choice(
        'unchanged', 'what becomes of what face.config leaves out, other than the face itself'
    )
    head_limit: float = _choice(
        50.0, 'degrees that the head can turn, tilt and roll to each side', 0, 180
    )
    leds: int = _choice(12, 'how many LEDs are in the ring', 1, 1000)
    input_language: bool = _choice(
        True, 'the input_language of voice.config sets the language of listening, too'
    )
    voice_config_list: bool = _choice(
        False, 'answer voice.config with the list of voices as well, not only the active one'
    )

    # people
    visitors: int = _choice(0, 'how many people are in the room', 0, 20)
    silent_visitors: bool = _choice(False, 'visitors say nothing when the robot listens')
    user_ids: Literal['virtual-user', 'user', 'uuid'] = _choice(
        'virtual-user', 'form of the ids of people'
    )
    users_rate: float = _choice(10.0, 'lists of people per second', 0.1, 100)
    users_camera: bool = _choice(True, 'people have a `camera` box')
    users_attending: bool = _choice(True, 'people have the number `attending`')
    users_rotation: bool = _choice(True, 'people have a `rotation`')

    # camera and sound
    camera: bool = _choice(True, 'the camera gives pictures')
    camera_fps: float = _choice(10.0, 'pictures per second', 0.1, 60)
    field_of_view: float = _choice(
        60.0, 'horizontal field of view of the camera in degrees', 10, 150
    )
    audio_chunk: float = _choice(0.1, 'seconds of sound in one message', 0.005, 2)
    riff_header: bool = _choice(False, 'start the first chunk of sound with a RIFF header')

    # the rest
    voices: int = _choice(
        200, 'how many voices are installed; the cloud brings them to about 900', 1, 1000
    )
    speed: float = _choice(1.0, 'how fast the time of the robot runs', 0.01, 1000)

    def __post_init__(self) -> None:
        """Raise ValueError, in words for a person, for a value that cannot be."""
        hints = typing.get_type_hints(type(self))
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            choices = choices_of(hints[field.name])
            if choices and value is not None and value not in choices:
                raise ValueError(f'{field.name} must be one of {", ".join(choices)}, got {value}')
            if 'least' in field.metadata and isinstance(value, (int, float)):
                least, most = field.metadata['least'], field.metadata['most']
                if not least <= value <= most:
                    raise ValueError(
                        f'{field.name} must be between {least} and {most}, got {value}'
                    )
        if self.access == 'key' and not self.auth_key:
            raise ValueError('access by key needs a key')


def choices_of(hint: Any) -> tuple[str, ...]:
    """Give the words of a Literal or of an optional Literal, nothing for other annotations."""
    if typing.get_origin(hint) is Literal:
        return typing.get_args(hint)
    return next((found for arg in typing.get_args(hint) if (found := choices_of(arg))), ())
