"""Which voice of eSpeak NG speaks for a voice of the robot, and for a person."""

import re
import zlib

ENGLISH = 'en-us'

LANGUAGES = {'en-us': ENGLISH, 'es-mx': 'es-419', 'no': 'nb', 'pt-br': 'pt-br', 'zh': 'cmn'}
"""Where its language is not called by what is before the hyphen; `en` is British."""

ROBOT_VOICES = {'male': ('m3', 'm1', 'm7'), 'female': ('f2', 'f4')}
"""Variants that fit any language, by gender."""

PEOPLE_VOICES = ('m2', 'f1', 'm5', 'f3', 'm4', 'f5', 'm6')
"""Others, so that nobody sounds like the robot."""

ROBOT_VOLUME = 100
PERSON_VOLUME = 25
"""At the microphone, from a metre away; 100 is what a recording has."""


def robot_voices(language: str, gender: str, name: str) -> tuple[str, ...]:
    """Give the voices for a voice of the robot, the best first; the same name always has the same."""
    return _voices(language, ROBOT_VOICES.get(gender.lower(), ROBOT_VOICES['male']), name)


def people_voices(language: str, user_id: str) -> tuple[str, ...]:
    """Give the voices for a person, the best first; the same person always has the same."""
    return _voices(language, PEOPLE_VOICES, user_id)


def language_of(voice: str) -> str:
    """Give the language that a voice speaks, as eSpeak NG calls it."""
    return voice.partition('+')[0]


def _voices(language: str, variants: tuple[str, ...], name: str) -> tuple[str, ...]:
    # A sum that tells neighbours apart: people are numbered.
    variant = variants[zlib.adler32(name.encode('utf-8', 'replace')) % len(variants)]
    tag = language.lower()
    main = tag.partition('-')[0]
    spoken = LANGUAGES.get(tag) or LANGUAGES.get(main) or main
    # The name of a voice is that of a file, and the language may come from anybody.
    if not re.fullmatch(r'[a-z0-9-]+', spoken):
        spoken = ENGLISH
    return f'{spoken}+{variant}', f'{ENGLISH}+{variant}'
