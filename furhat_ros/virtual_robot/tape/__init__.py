"""The wire on a tape: sessions with a robot as files, written beside it or between it and others, and played again."""
