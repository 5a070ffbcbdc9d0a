"""Names in ROS, put together."""


def joined(namespace: str, name: str) -> str:
    """Give a name in a namespace, from the root and without slashes at its ends; one with a slash in front stays."""
    parts = [name] if name.startswith('/') else [namespace, name]
    return '/'.join(part.strip('/') for part in parts if part.strip('/'))
