"""Where our answers to Slack may go: its API's own host, and the one beside it that takes answers to presses."""

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
