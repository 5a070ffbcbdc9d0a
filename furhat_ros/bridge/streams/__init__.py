"""What the robot streams: running while somebody wants it, and in a lane of its own."""
