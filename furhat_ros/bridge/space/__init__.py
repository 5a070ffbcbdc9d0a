"""Where things are: axes, poses, frames and transforms."""
