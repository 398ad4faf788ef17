"""The tables of installations by consent: tokens, the workspaces of an organisation, and who is on the way to consent."""

from datetime import datetime
from typing import Final

from store.kept import OF_PLATFORM, Kept, kept, key, table_of


class InstallationRow(Kept, table=True):
    __tablename__ = "installation"
    __table_args__ = (
        {
            "comment": "Where an admin let the bot in by the platform's own consent page, with the tokens it acts with. Holds "
            "nothing about persons. Removed at once when the bot is uninstalled or its tokens are revoked"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(
        "The platform's id of the workspace, or of the organisation that let the bot into all of its workspaces"
    )
    name: str = kept("The name of the workspace or organisation, for those who operate the bot")
    is_organisation: bool = kept("Whether it is an organisation")
    app: str = kept("The platform's id of the app that was installed")
    bot: str = kept("The platform's id of the bot itself there")
    scopes: str = kept("The rights that were granted")
    installed_at: datetime = kept("When it was installed, in UTC")
    token: bytes = kept("The token the bot acts with, encrypted with the bot's key", sealed="installation")
    refresh_token: bytes = kept(
        "What buys the next token, encrypted with the bot's key; empty where the token does not end",
        sealed="installation",
    )
    expires_at: datetime | None = kept("When the token ends; empty where it does not", default=None)
    version: int = kept("Counts the tokens, so that nobody renews one twice")
    renewing_until: datetime | None = kept(
        "Until when one machine has the renewing in hand, or nobody tries", default=None
    )
    refused: str = kept("Why the platform gives no other token, until somebody installs the bot again")


class AdmittedRow(Kept, table=True):
    __tablename__ = "admitted"
    __table_args__ = (
        {
            "comment": "Which workspaces an organisation's installation serves. Holds nothing about persons; removed with the "
            "installation, or when the organisation takes the bot out of the workspace"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key("The platform's id of the workspace")
    organisation: str = kept("The platform's id of the organisation")


class InstallStateRow(Kept, table=True):
    __tablename__ = "install_state"
    __table_args__ = (
        {
            "comment": "Who is on the way from the bot's page to the platform's consent page and back, by fingerprint alone. "
            "Used once; removed after ten minutes"
        },
    )

    digest: str = key("A fingerprint of the word that travels along")
    browser: str = kept(
        "A fingerprint of the cookie of the browser it was given to; it tells nothing of whose"
    )
    expires_at: datetime = kept("Until when it is good, in UTC")


INSTALLATION: Final = table_of(InstallationRow)
ADMITTED: Final = table_of(AdmittedRow)
INSTALL_STATE: Final = table_of(InstallStateRow)
