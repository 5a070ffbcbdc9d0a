"""The CMake files in the wheels carry two paths of the machine that built them."""

from __future__ import annotations

import re
from pathlib import Path

BUILD_HOST = r'/opt/python/cp\d+-cp\d+'


def relocated(text: str, include: str, site_packages: str) -> str:
    """Put this Python's headers and packages in the place of the build host's."""
    text = re.sub(rf'{BUILD_HOST}/include/python[\d.]+', lambda _: include, text)
    return re.sub(rf'{BUILD_HOST}/lib/python[\d.]+/site-packages', lambda _: site_packages, text)


def relocate(share: Path, include: str, site_packages: str) -> None:
    """Rewrite every CMake file below a folder that needs it."""
    for file in share.rglob('*.cmake'):
        text = file.read_text()
        if '/opt/python/' in text:
            file.write_text(relocated(text, include, site_packages))
