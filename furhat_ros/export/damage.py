"""What a file cannot be read as."""


class Damaged(Exception):
    """Not a file of this kind, or so short that it tells nothing."""
