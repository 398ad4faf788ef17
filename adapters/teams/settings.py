"""What the Teams door reads from the environment, as the strings that its `build` takes."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from adapters.settings import YES, DoorSettings, is_loopback, is_safe

NAMES: Final = MappingProxyType(
    {
        "MICROSOFT_APP_ID": "app_id",
        "MICROSOFT_APP_PASSWORD": "password",
        "MICROSOFT_APP_CERTIFICATE": "certificate",
        "MICROSOFT_APP_TYPE": "app_type",
        "MICROSOFT_APP_TENANT_ID": "tenant",
        "TEAMS_SERVICE_URL": "service_url",
        "TEAMS_SERVICE_HOSTS": "service_hosts",
        "TEAMS_OPENID_METADATA_URL": "openid_url",
        "TEAMS_LOGIN_URL": "login_url",
        "TEAMS_ALLOW_UNAUTHENTICATED": "is_open",
        "TEAMS_TARGETED_MESSAGES": "is_targeted",
    }
)
"""Setting -> what `build` calls it."""


def _read(env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    """Read the one tenant's app, and how it signs in."""
    given = {name: env.get(name, "").strip() for name in NAMES}
    is_open = given["TEAMS_ALLOW_UNAUTHENTICATED"].lower() in YES
    if is_open and not is_loopback(env.get("PORTEVOIX_HOST", "").strip() or "127.0.0.1"):
        problems.append(
            "TEAMS_ALLOW_UNAUTHENTICATED lets everybody in, so PORTEVOIX_HOST must be 127.0.0.1 with it"
        )
    app_type = given["MICROSOFT_APP_TYPE"] or "SingleTenant"
    if app_type not in {"SingleTenant", "UserAssignedMSI"}:
        problems.append(
            f"MICROSOFT_APP_TYPE is {app_type!r}; write SingleTenant, or UserAssignedMSI for a managed identity"
        )
    if not given["MICROSOFT_APP_ID"] and not is_open:
        problems.append("MICROSOFT_APP_ID is missing: the application id of your Azure Bot")
    if not given["MICROSOFT_APP_TENANT_ID"]:
        problems.append("MICROSOFT_APP_TENANT_ID is missing: the id of the one tenant that the bot answers")
    secrets = [name for name in ("MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_CERTIFICATE") if given[name]]
    if app_type == "SingleTenant" and not is_open and len(secrets) != 1:
        problems.append(
            "MICROSOFT_APP_PASSWORD or MICROSOFT_APP_CERTIFICATE is needed, one of the two: "
            "the app's secret, or the path of a PEM file with its key and certificate"
        )
    if given["MICROSOFT_APP_CERTIFICATE"] and not Path(given["MICROSOFT_APP_CERTIFICATE"]).is_file():
        problems.append(f"MICROSOFT_APP_CERTIFICATE is not a file: {given['MICROSOFT_APP_CERTIFICATE']}")
    problems += [
        f"{name} must be an https address (http only for this machine): {given[name]!r}"
        for name in ("TEAMS_SERVICE_URL", "TEAMS_OPENID_METADATA_URL", "TEAMS_LOGIN_URL")
        if given[name] and not is_safe(given[name])
    ]
    return MappingProxyType(
        {key: given[name] for name, key in NAMES.items()}
        | {
            "app_type": app_type,
            "is_open": "yes" if is_open else "",
            "is_targeted": "yes" if given["TEAMS_TARGETED_MESSAGES"].lower() in YES else "",
            "identity_url": env.get("MICROSOFT_APP_IDENTITY_URL", "").strip(),
        }
    )


SETTINGS: Final = DoorSettings(
    prefixes=("MICROSOFT_APP_", "TEAMS_"),
    read=_read,
    secrets=MappingProxyType({"MICROSOFT_APP_PASSWORD": "password"}),
    least="MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID for Teams",
)
