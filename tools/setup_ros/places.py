"""Where things are: the repository, and what set-up makes of it under `.venv`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = 'furhat_ros'
INTERFACES = ROOT / 'tools' / 'interfaces'
LOCKS = ROOT / 'tools' / 'lock'
VENV = ROOT / '.venv'
PYTHON = f'py{sys.version_info.major}.{sys.version_info.minor}'
