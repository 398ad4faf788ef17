"""Where our answers to Slack may go, and where its connections may lead: to its API's own host, and to hosts below it."""

from urllib.parse import urlsplit


def is_slacks(response_url: str, api_url: str) -> bool:
    """Tell whether an answer may go to this address, which came with a press. Over plain http on this machine alone."""
    try:
        given, known = urlsplit(response_url), urlsplit(api_url)
        ports = given.port, known.port
    except ValueError:
        return False
    if given.username is not None or given.password is not None or given.scheme != known.scheme:
        return False
    if given.scheme == "https" and ports[0] in {None, 443}:
        return given.hostname in {known.hostname, f"hooks.{known.hostname}"}
    return given.hostname == known.hostname and ports[0] == ports[1]


def is_slacks_line(url: str, api_url: str) -> bool:
    """Tell whether a connection may be opened to this address, which Slack gave us. Without TLS on this machine alone."""
    try:
        given, known = urlsplit(url), urlsplit(api_url)
        ports = given.port, known.port
    except ValueError:
        return False
    if given.username is not None or given.password is not None or given.hostname is None:
        return False
    if (given.scheme, known.scheme) == ("wss", "https"):
        return ports[0] in {None, 443} and f".{given.hostname}".endswith(f".{known.hostname}")
    return (given.scheme, known.scheme) == ("ws", "http") and (given.hostname, ports[0]) == (
        known.hostname,
        ports[1],
    )
