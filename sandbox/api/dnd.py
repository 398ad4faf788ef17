"""dnd.* and users.getPresence: whether somebody may be disturbed, as far as an app is told."""

from sandbox.api.call import ApiError, Call
from sandbox.workplace import Json


def info(call: Call) -> Json:
    """Tell a person's window of do-not-disturb. Of others Slack names no snooze: it is the window.

    https://docs.slack.dev/reference/methods/dnd.info
    """
    now = call.workplace.clock.now()
    window = call.workplace.presence_of(call.person().id).window(now)
    start, end = (int(each.timestamp()) for each in window) if window else (1, 1)
    return {
        "ok": True,
        "dnd_enabled": window is not None,
        "next_dnd_start_ts": start,
        "next_dnd_end_ts": end,
    }


def set_snooze(call: Call) -> Json:
    """Refuse: a person snoozes by themselves or with their own token, which this app has not."""
    raise ApiError("not_allowed_token_type")


def presence(call: Call) -> Json:
    """Tell whether a person is active. Of others Slack does not say why they are away."""
    person = call.person()
    is_away = person.is_deleted or call.workplace.presence_of(person.id).is_away
    return {"ok": True, "presence": "away" if is_away else "active"}
