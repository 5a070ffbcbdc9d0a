"""Who is in front of the robot."""
