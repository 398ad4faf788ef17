"""The pages on which an admin lets the bot in: what it asks for, and what became of it. Nothing is posted by them."""

from collections.abc import Iterable
from typing import Final

import structlog
from aiohttp import web

from bot.domain.installations import Installation
from bot.ports import NotInvited, PlatformError, RateLimited, Route, ScopesMissing, Unknown
from bot.ports.installing import Installer
from bot.usecases.install_app import STATE_FOR, begin_install, came_back
from bot.usecases.keep_installations import INSTALL_PATH
from bot.usecases.services import Services
from bot.web.drawing import Drawing, is_over_https

CALLBACK: Final = "/slack/oauth_redirect"
LONGEST_CODE: Final = 500
log = structlog.get_logger(__name__)


def install_routes(services: Services, installer: Installer) -> Iterable[Route]:
    """Make the handlers of the page and of the address that the platform sends people back to."""
    pages = _Pages(services, installer)
    return Route("GET", INSTALL_PATH, pages.ask), Route("GET", CALLBACK, pages.back)


def install_cookie(services: Services) -> str:
    """Name the cookie."""
    return "__Host-portevoix-install" if is_over_https(services.settings.public_url) else "portevoix-install"


class _Pages:
    def __init__(self, services: Services, installer: Installer) -> None:
        self._services = services
        self._installer = installer
        self._drawing = Drawing(services.texts.for_locale)

    async def ask(self, request: web.Request) -> web.Response:
        """Say what the bot will ask for and why, with one link to the platform's own page."""
        cookie = request.cookies.get(install_cookie(self._services), "")
        state, browser = await begin_install(self._services, cookie)
        rights = [(scope, scope.replace(":", "_")) for scope in self._installer.scopes]
        values = {"address": self._installer.address(state), "rights": rights}
        response = self._drawing.page_not_kept(request, "install.html", values)
        response.set_cookie(
            install_cookie(self._services),
            browser,
            max_age=int(STATE_FOR.total_seconds()),
            path="/",
            secure=is_over_https(self._services.settings.public_url),
            httponly=True,
            # Not stricter: the way back begins on the platform's page.
            samesite="Lax",
        )
        return response

    async def back(self, request: web.Request) -> web.Response:
        """Take what the platform says of the consent, if this browser was sent there by us and not long ago."""
        cookie = request.cookies.get(install_cookie(self._services), "")
        if not await came_back(self._services, request.query.get("state", ""), cookie):
            return self._told(request, "foreign", 400)
        code = request.query.get("code", "")
        if "error" in request.query or not code:
            return self._told(request, "refused", 200)
        if len(code) > LONGEST_CODE:
            return self._told(request, "not_taken", 400)
        try:
            installed = await self._installer.install(code)
        except ScopesMissing as error:
            return self._told(request, "scopes", 400, scopes=", ".join(error.scopes))
        except NotInvited as error:
            log.warning("installation.not_invited", reason=str(error))
            return self._told(request, "stranger", 403)
        except (RateLimited, Unknown) as error:
            log.warning("installation.unanswered", reason=str(error))
            return self._told(request, "silent", 503)
        except PlatformError as error:
            log.warning("installation.not_taken", reason=str(error))
            return self._told(request, "not_taken", 400)
        return self._done(request, installed)

    def _done(self, request: web.Request, installed: Installation) -> web.Response:
        log.info("installation.made", id=installed.id, is_organisation=installed.is_organisation)
        values = {"name": installed.name or installed.id, "is_organisation": installed.is_organisation}
        return self._drawing.page_not_kept(request, "install_done.html", values)

    def _told(self, request: web.Request, kind: str, status: int, **facts: str) -> web.Response:
        values = {"kind": kind, "facts": facts, "again": INSTALL_PATH}
        return self._drawing.page_not_kept(request, "install_not.html", values, status=status)
