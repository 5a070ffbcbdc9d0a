"""A robot to talk to when there is none: asyncio, a real socket, the robot's rules and its timing; no ROS."""
