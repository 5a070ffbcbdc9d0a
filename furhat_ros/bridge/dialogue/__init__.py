"""Speaking and listening."""
