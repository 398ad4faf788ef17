"""Slack's page of consent: an admin lets the app in, or does not, and goes back to where it sent them from.

https://docs.slack.dev/authentication/installing-with-oauth
"""

from pathlib import Path
from urllib.parse import urlencode

import jinja2
from aiohttp import web

from sandbox.api.oauth import issue_code
from sandbox.desk import Desk

PATH = "/oauth/v2/authorize"
_TEMPLATES = Path(__file__).parent / "templates"


class Consent:
    """Handler of the page. Its links carry the answer, so that they may lead to another host."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        loader = jinja2.FileSystemLoader(_TEMPLATES)
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self._serve)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        asked = request.query
        scopes = [each for each in asked.get("scope", "").split(",") if each]
        if wrong := self._why_refused(asked.get("client_id", ""), scopes, asked.get("redirect_uri", "")):
            return self._page(400, wrong=wrong)
        match asked.get("answer"):
            case "allow":
                code = issue_code(self._desk, self._admin, asked["redirect_uri"], scopes)
                raise web.HTTPFound(_back(asked["redirect_uri"], asked.get("state", ""), code=code))
            case "cancel":
                raise web.HTTPFound(
                    _back(asked["redirect_uri"], asked.get("state", ""), error="access_denied")
                )
        return self._page(
            200,
            scopes=scopes,
            allow=f"{PATH}?{urlencode({**asked, 'answer': 'allow'})}",
            cancel=f"{PATH}?{urlencode({**asked, 'answer': 'cancel'})}",
        )

    def _why_refused(self, client_id: str, scopes: list[str], redirect: str) -> str:
        installation = self._desk.installation
        if client_id != installation.config.client_id:
            return "invalid_client_id"
        if not scopes or not installation.scopes.issuperset(scopes):
            return "invalid_scope"
        is_known = any(redirect.startswith(each) for each in installation.redirect_urls)
        return "" if is_known else f"bad_redirect_uri: {redirect!r} is not among the app's redirect_urls"

    @property
    def _admin(self) -> str:
        return next(each.id for each in self._desk.workplace.people.values() if each.is_admin)

    def _page(self, status: int, *, wrong: str = "", **more: object) -> web.Response:
        shown = {"scopes": [], "allow": "", "cancel": ""} | more
        text = self._templates.get_template("consent.html").render(
            app=self._desk.installation.name,
            team=self._desk.workplace.team_name,
            person=self._desk.workplace.people[self._admin].name,
            wrong=wrong,
            **shown,
        )
        return web.Response(status=status, text=text, content_type="text/html")


def _back(redirect: str, state: str, **answer: str) -> str:
    return f"{redirect}{'&' if '?' in redirect else '?'}{urlencode({**answer, 'state': state})}"
