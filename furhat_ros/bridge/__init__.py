"""What ROS sees: one file per capability; the only layer that imports rclpy and message packages."""
