"""The examples that come with the package."""

from pathlib import Path

EXAMPLES = Path(__file__).with_name('examples')


def examples() -> list[str]:
    """Give the names of the examples."""
    return sorted(path.stem for path in EXAMPLES.glob('*.yaml'))
