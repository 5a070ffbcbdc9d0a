"""The voices that are installed in the robot."""

import itertools
from collections.abc import Iterator

from ..protocol import voice as protocol
from .connection import Connection
from .listen import Listen
from .options import Options
from .strict import Asked, Refusal

LANGUAGES = (
    'en-US', 'en-GB', 'sv-SE', 'de-DE', 'fr-FR', 'es-ES', 'it-IT', 'ja-JP', 'nl-NL', 'pt-BR', 'da-DK', 'nb-NO', 'fi-FI',
    'pl-PL', 'tr-TR', 'ko-KR', 'zh-CN', 'ru-RU', 'cs-CZ', 'el-GR', 'ar-AE', 'hi-IN', 'en-AU', 'en-IN', 'es-MX', 'fr-CA',
)  # fmt: skip

NAMES = (
    ('Matthew', 'male'), ('Danielle', 'female'), ('Gregory', 'male'), ('Ruth', 'female'), ('Justin', 'male'),
    ('Astrid', 'female'), ('Christopher', 'male'), ('Salli', 'female'), ('Will', 'male'), ('Sakura', 'female'),
    ('Brian', 'male'), ('Amy', 'female'), ('Joanna', 'female'),
)  # fmt: skip

PROVIDERS = (
    ('Amazon Polly', '{}-Neural'),
    ('Microsoft Azure', '{}Neural'),
    ('Acapela', '{}22k_HQ'),
)

FILTERS = ('voice_id', 'name', 'gender', 'language', 'provider')


class Voice:
    """The active voice and the list of all."""

    def __init__(self, options: Options, listen: Listen) -> None:
        self.installed = tuple(itertools.islice(_voices(), options.voices))
        self.active = self.installed[0]
        self._options = options
        self._listen = listen

    @property
    def voice_id(self) -> str:
        """The id of the active voice."""
        return self.active.voice_id

    def status(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.voice.status`."""
        sender.send(
            protocol.VoiceStatusResult(
                voice_id=self.voice_id if asked['voice_id'] else None,
                voice_list=self.installed if asked['voice_list'] else None,
            ),
            asked.request_id,
        )

    def configure(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.voice.config`: the first voice that fits all that is given, else the one so far."""
        fitting = next((voice for voice in self.installed if _fits(voice, asked)), None)
        if fitting is None and self._options.unknown_names == 'error':
            raise Refusal('There is no such voice')
        if fitting:
            if any(asked[name] is not None for name in FILTERS):
                self.active = fitting
            if asked['input_language'] and self._options.input_language:
                self._listen.languages = (self.active.language,)
        listed = self.installed if self._options.voice_config_list else None
        status = protocol.VoiceStatusResult(voice_id=self.voice_id, voice_list=listed)
        sender.send(status, asked.request_id)


def _fits(voice: protocol.Voice, asked: Asked) -> bool:
    """Compare a voice to what is given: the id exactly, the name as a part of it, the rest but for case."""
    if asked['voice_id'] not in {None, voice.voice_id}:
        return False
    if asked['name'] is not None and asked['name'].lower() not in voice.name.lower():
        return False
    return all(
        asked[name] is None or asked[name].lower() == getattr(voice, name).lower()
        for name in ('gender', 'language', 'provider')
    )


def _voices() -> Iterator[protocol.Voice]:
    """Make up voices in the form of real ones, those of the commonest languages first, for as long as names last."""
    for (given_name, gender), language, (provider, form) in itertools.product(
        NAMES, LANGUAGES, PROVIDERS
    ):
        name = form.format(given_name)
        yield protocol.Voice(
            voice_id=f'{name} ({language}) - {provider}',
            name=name,
            provider=provider,
            language=language,
            gender=gender,
        )
