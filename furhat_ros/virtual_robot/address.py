"""Where something is in the network."""


def in_a_url(host: str, port: int) -> str:
    """Give host and port as they stand in a URL, an IPv6 address in brackets."""
    return f'[{host}]:{port}' if ':' in host else f'{host}:{port}'
