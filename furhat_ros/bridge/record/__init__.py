"""Beside a recording: what is recorded, and in which state the robot was."""
