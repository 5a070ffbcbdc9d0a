"""Sound from the robot and to it."""
