"""The colours of the pictures, which are those of `users/markers` in rviz, made calm."""

ATTENDED = '#d9741a'
OTHER = '#2a7ab8'
INK = '#333333'
LINES = '#c8c8c8'
AXES = ('#c83737', '#3a9a3a', '#3050c8')
"""x, y, z, as everywhere in ROS."""


def of(attended: bool) -> str:
    """Give the colour of a person."""
    return ATTENDED if attended else OTHER
