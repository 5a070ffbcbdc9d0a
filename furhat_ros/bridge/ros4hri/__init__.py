"""Who is in front of the robot, as ROS4HRI (REP-155) tells it."""
