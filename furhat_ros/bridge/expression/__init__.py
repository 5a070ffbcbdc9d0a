"""What the robot shows: its projected face, gestures and the LED ring."""
