"""What the Teams door is told by the operator, read from strings into one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from adapters.settings import is_loopback

SERVICE_URL: Final = "https://smba.trafficmanager.net/teams/"
"""Microsoft's worldwide address for messages that nobody asked for; answers go where the question came from."""
SERVICE_HOSTS: Final = "smba.trafficmanager.net, *.teams.microsoft.com, *.botframework.com"
OPENID_URL: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL: Final = "https://login.microsoftonline.com/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Whom we are to Teams and whom we believe. Secrets are kept out of `repr`."""

    app_id: str
    tenant: str
    password: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    """PEM with the private key and the certificate."""
    has_managed_identity: bool = False
    identity_url: str = ""
    """Where the machine's own token is asked for; empty for Azure's usual address."""
    service_url: str = SERVICE_URL
    service_hosts: tuple[str, ...] = ()
    """Host names, `*.` in front for all below one; on this machine also host:port."""
    openid_url: str = OPENID_URL
    login_url: str = LOGIN_URL
    is_open: bool = False
    """Requests without a token are believed; for a bot that only this machine reaches."""
    is_targeted: bool = False
    """Private answers in channels may use targeted messages, which are a preview at Microsoft's."""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Config":
        """Read the door's strings. Raises ValueError for what cannot be served, with the repair."""
        app_id, tenant = given.get("app_id", ""), given.get("tenant", "")
        is_open = given.get("is_open", "") == "yes"
        if not tenant:
            raise ValueError("tenant is missing: the bot answers one tenant")
        certificate = given.get("certificate", "")
        config = cls(
            app_id=app_id,
            tenant=tenant,
            password=given.get("password", ""),
            certificate=Path(certificate).read_text(encoding="utf-8") if certificate else "",
            has_managed_identity=given.get("app_type") == "UserAssignedMSI",
            identity_url=given.get("identity_url", ""),
            service_url=(given.get("service_url") or SERVICE_URL).rstrip("/") + "/",
            service_hosts=tuple((given.get("service_hosts") or SERVICE_HOSTS).replace(",", " ").split()),
            openid_url=given.get("openid_url") or OPENID_URL,
            login_url=(given.get("login_url") or LOGIN_URL).rstrip("/") + "/",
            is_open=is_open,
            is_targeted=given.get("is_targeted", "") == "yes",
        )
        if not (is_open or (app_id and config.can_sign_in)):
            raise ValueError("app_id and a secret, a certificate or a managed identity are needed")
        if not config.serves(config.service_url):
            raise ValueError("service_url is not among service_hosts")
        return config

    @property
    def can_sign_in(self) -> bool:
        return bool(self.password or self.certificate or self.has_managed_identity)

    def serves(self, url: str) -> bool:
        """Tell whether our token may go to this address: https, and a host on the list."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None:
            return False
        if parts.scheme == "http":
            return is_loopback(host) and f"{host}:{port}" in self.service_hosts
        return (
            parts.scheme == "https"
            and port in {None, 443}
            and any(
                host == name or (name.startswith("*.") and host.endswith(name[1:]))
                for name in self.service_hosts
            )
        )
