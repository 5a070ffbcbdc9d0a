"""Where the robot looks: a person, a place, a frame of anybody."""
