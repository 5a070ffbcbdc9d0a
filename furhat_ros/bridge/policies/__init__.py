"""How things are offered, decided once: actions, services, topics, numbers, and what a lost link does to goals."""
