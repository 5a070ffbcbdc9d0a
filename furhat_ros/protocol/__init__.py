"""What is said between a program and the robot: pure data, no asyncio, no sockets, no ROS."""
