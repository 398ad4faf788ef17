"""users.* and auth.test: who people are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.api.call import ApiError, Call
from sandbox.people import BOT, BOT_USER, TEAM, TEAM_DOMAIN, Person
from sandbox.workplace import Json


def auth_test(call: Call) -> Json:
    """Tell the app who it is."""
    return {
        "ok": True,
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": call.workplace.team_name,
        "user": call.desk.installation.name.lower(),
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def info(call: Call) -> Json:
    """Describe one person."""
    return {"ok": True, "user": described(call, call.person())}


def list_users(call: Call) -> Json:
    """List everybody, the bot and closed accounts included."""
    people = list(call.workplace.people.values())
    page, metadata = call.page(people, default=max(1, len(people)))
    members = [described(call, person) for person in page]
    moment = int(call.workplace.clock.now().timestamp())
    return {"ok": True, "members": members, "cache_ts": moment, "response_metadata": metadata}


def group_members(call: Call) -> Json:
    """List the people of a user group."""
    members = call.workplace.groups.get(call.args.get("usergroup", ""))
    if members is None:
        raise ApiError("no_such_subteam")
    return {"ok": True, "users": sorted(members)}


def described(call: Call, person: Person) -> Json:
    """Write a person as Slack does; the locale comes only with include_locale."""
    status = call.workplace.presence_of(person.id).status_at(call.workplace.clock.now())
    told: Json = {
        "id": person.id,
        "team_id": TEAM,
        "name": person.handle,
        "deleted": person.is_deleted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1_750_000_000,
        "profile": {
            "title": person.title,
            "real_name": person.name,
            "real_name_normalized": person.name,
            "display_name": person.name,
            "display_name_normalized": person.name,
            "status_text": status.text,
            "status_emoji": status.emoji,
            "status_expiration": int(status.until.timestamp()) if status.until else 0,
            "team": TEAM,
        },
    }
    if person.is_deleted:
        return told
    here = datetime.fromtimestamp(call.workplace.clock.now().timestamp(), ZoneInfo(person.tz))
    offset = here.utcoffset()
    told |= {
        "color": "4bbe2e",
        "real_name": person.name,
        "tz": person.tz,
        "tz_label": here.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }
    if call.flag("include_locale"):
        told["locale"] = person.locale
    return told
