"""How a program talks to one robot: asyncio, no ROS."""
