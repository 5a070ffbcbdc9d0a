"""The LED ring."""

from . import colours
from .connection import Connection
from .options import Options
from .strict import Asked, Refusal

OFF = '#000000'


class Led:
    """The ring: one colour per LED, as #rrggbb."""

    def __init__(self, options: Options) -> None:
        self.colors: tuple[str, ...] = (OFF,) * options.leds

    @property
    def color(self) -> str | None:
        """The colour of the whole ring, None while its LEDs differ."""
        return self.colors[0] if len(set(self.colors)) == 1 else None

    def set(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.led.set`."""
        self.colors = (_rgb(asked['color']),) * len(self.colors)

    def set_individual(self, sender: Connection, asked: Asked) -> None:
        """Answer `request.led.set.individual`; a list counts from LED 0."""
        leds = asked['leds']
        given = leds.items() if isinstance(leds, dict) else enumerate(leds)
        chosen = {int(number): _rgb(color) for number, color in given}
        count = len(self.colors)
        if any(number >= count for number in chosen):
            raise Refusal(f"Field 'leds' of {asked.type} names LED {max(chosen)} of {count}")
        fill = _rgb(asked['fill'])
        self.colors = tuple(chosen.get(number, fill) for number in range(count))


def _rgb(color: str) -> str:
    found = colours.rgb(color)
    if found is None:
        raise Refusal(f'{color} is no colour')
    return found
