"""How the robot stands: its links, its neck, their frames."""
