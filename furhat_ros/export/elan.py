"""`dialogue.eaf`: the dialogue for ELAN, with the sound and the video that were exported beside it."""

from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from .axis import utc
from .dialogue import TIERS, Interval
from .dialogue_part import DialoguePart

SCHEMA = 'http://www.mpi.nl/tools/elan/EAFv3.0.xsd'
TYPE = 'interval'
MEDIA = {
    'video.mp4': 'video/mp4',
    'microphone.wav': 'audio/x-wav',
    'speaker.wav': 'audio/x-wav',
}
"""In the order in which ELAN shows them; all begin at t = 0."""


class Elan(DialoguePart):
    """An ELAN annotation document (EAF 3.0) with one tier for each kind of interval."""

    def finish(self, end: int) -> None:
        """Write the document."""
        intervals = self._job.dialogue.intervals(end)
        if not intervals:
            return
        document = Element(
            'ANNOTATION_DOCUMENT',
            {
                'AUTHOR': 'furhat_ros',
                'DATE': f'{utc(self._job.axis.start)[:19]}+00:00',
                'FORMAT': '3.0',
                'VERSION': '3.0',
                'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
                'xsi:noNamespaceSchemaLocation': SCHEMA,
            },
        )
        self._head(document, len(intervals))
        rows = [
            (tier, *row)
            for tier in TIERS
            for row in self._spread([each for each in intervals if each.tier == tier])
        ]
        slots = _slots(document, [time for _, start, end, _ in rows for time in (start, end)])
        tiers = {
            tier: SubElement(document, 'TIER', {'LINGUISTIC_TYPE_REF': TYPE, 'TIER_ID': tier})
            for tier in TIERS
        }
        for number, (tier, _, _, text) in enumerate(rows, 1):
            annotation = SubElement(
                SubElement(tiers[tier], 'ANNOTATION'),
                'ALIGNABLE_ANNOTATION',
                {
                    'ANNOTATION_ID': f'a{number}',
                    'TIME_SLOT_REF1': slots[2 * number - 2],
                    'TIME_SLOT_REF2': slots[2 * number - 1],
                },
            )
            SubElement(annotation, 'ANNOTATION_VALUE').text = text
        SubElement(
            document,
            'LINGUISTIC_TYPE',
            {
                'GRAPHIC_REFERENCES': 'false',
                'LINGUISTIC_TYPE_ID': TYPE,
                'TIME_ALIGNABLE': 'true',
            },
        )
        indent(document)
        path = self._job.folder / 'dialogue.eaf'
        ElementTree(document).write(path, encoding='UTF-8', xml_declaration=True)
        self._job.note(f'{path.name}: {len(intervals)} annotations')

    def _head(self, document: Element, annotations: int) -> None:
        head = SubElement(document, 'HEADER', {'MEDIA_FILE': '', 'TIME_UNITS': 'milliseconds'})
        for name, kind in MEDIA.items():
            path = self._job.folder / name
            if path.is_file():
                media = {
                    'MEDIA_URL': path.resolve().as_uri(),
                    'MIME_TYPE': kind,
                    'RELATIVE_MEDIA_URL': f'./{name}',
                }
                SubElement(head, 'MEDIA_DESCRIPTOR', media)
        last = SubElement(head, 'PROPERTY', {'NAME': 'lastUsedAnnotationId'})
        last.text = str(annotations)

    def _spread(self, intervals: list[Interval]) -> list[tuple[int, int, str]]:
        """Give start, end and text in ms: each at least 1 ms long, as ELAN wants it, and after the one before."""
        spread: list[tuple[int, int, str]] = []
        free = 0
        for each in intervals:
            start = max(round(1000 * self._job.axis.t(each.start)), free)
            free = max(round(1000 * self._job.axis.t(each.end)), start + 1)
            spread.append((start, free, each.text))
        return spread


def _slots(document: Element, times: list[int]) -> list[str]:
    """Give each time a slot of its own, for annotations are moved one by one; list them in their order."""
    order = SubElement(document, 'TIME_ORDER')
    names = [''] * len(times)
    for number, (time, which) in enumerate(sorted(zip(times, range(len(times)), strict=True)), 1):
        names[which] = f'ts{number}'
        slot = {'TIME_SLOT_ID': names[which], 'TIME_VALUE': str(time)}
        SubElement(order, 'TIME_SLOT', slot)
    return names
