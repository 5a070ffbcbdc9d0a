"""What the robot sees: images, and what is known about its lens."""
