"""The voices that are installed in the robot."""

import itertools
from collections.abc import Iterator

from ..protocol import voice as protocol
from .connection import Connection
from .options import Options
from .strict import Asked

FACTORY_VOICE = 'Matthew-Neural (en-US) - Amazon Polly'

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


class Voice:
    """The active voice and the list of all."""

    def __init__(self, options: Options) -> None:
        self.voice_id = FACTORY_VOICE
        self.installed = tuple(itertools.islice(_voices(), options.voices))

    def status(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.voice.status`."""
        sender.send(
            protocol.VoiceStatusResult(
                voice_id=self.voice_id if asked['voice_id'] else None,
                voice_list=self.installed if asked['voice_list'] else None,
            ),
            asked.request_id,
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
