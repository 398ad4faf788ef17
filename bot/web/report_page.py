"""The report's page: figures about groups, what limits them, what was done in a role, and the data map; for those who may see it.

A link from chat leads to a page that says whose seat it is; a press there uses the link up and sets a cookie. Who somebody is
to the programme is looked up at every request, so whoever has lost their role is out at once. Nothing can be changed here.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from hmac import compare_digest
from typing import Any, Final

from aiohttp import hdrs, web

from bot.commands.rights import who_may
from bot.domain.crowd import Told
from bot.domain.figures import KIND, TOPIC
from bot.domain.people import PersonRef
from bot.domain.sheet import sheet
from bot.ports import PlatformError, Route
from bot.screens.report import in_tens, name_of
from bot.texts import Speak, Words
from bot.usecases.count_click import clicks_of
from bot.usecases.report import Report, make_report
from bot.usecases.roles import roles_of
from bot.usecases.services import Services
from bot.usecases.sign_in import LONGEST, enter, form_token, sign_out, who_looks, whose_link
from bot.web.chart import SCALE, bars_of
from bot.web.drawing import NOT_KEPT, Drawing, is_over_https, language_of

HOME: Final = "/report"
ENTER: Final = r"/report/enter/{ticket:[\w-]{1,100}}"
SIGN_OUT: Final = "/report/sign-out"
SHEET: Final = "/report/figures.csv"
ACTION: Final = "report"
HISTORY: Final = timedelta(days=366)
MOST_DEEDS: Final = 500

Answer = Callable[[web.Request], Awaitable[web.Response]]
Signed = Callable[[web.Request, PersonRef, str], Awaitable[web.Response]]


def report_routes(services: Services) -> Iterable[Route]:
    """Make the handlers of all addresses below HOME."""
    pages = _Pages(services)
    return (
        Route("GET", HOME, pages.signed(pages.home)),
        Route("GET", SHEET, pages.signed(pages.figures)),
        Route("POST", SIGN_OUT, pages.signed(pages.sign_out)),
        Route("GET", ENTER, pages.landing),
        Route("POST", ENTER, pages.enter),
    )


def cookie_name(services: Services) -> str:
    """Name the cookie."""
    return "__Host-portevoix" if is_over_https(services.settings.public_url) else "portevoix"


class _Pages:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._drawing = Drawing(services.texts.for_locale)

    def signed(self, handler: Signed) -> Answer:
        """Let in only who has a good cookie and, at this moment, a role that may read the report."""

        async def answer(request: web.Request) -> web.Response:
            cookie = request.cookies.get(cookie_name(self._services), "")
            person = await who_looks(self._services, cookie) if cookie else None
            if person is None or not await self._may(person):
                return self._closed(request)
            return await handler(request, person, cookie)

        return answer

    async def landing(self, request: web.Request) -> web.Response:
        """Say whose seat a link leads to. Looking uses nothing up."""
        ticket = request.match_info["ticket"]
        person = await whose_link(self._services, ticket)
        if person is None or not await self._may(person):
            return self._closed(request)
        values = {"name": await self._name(person), "action": f"{request.path}?lang={language_of(request)}"}
        return self._drawing.page_not_kept(request, "report_enter.html", values)

    async def enter(self, request: web.Request) -> web.Response:
        """Use the link up and set the cookie."""
        person = await whose_link(self._services, request.match_info["ticket"])
        is_allowed = person is not None and await self._may(person)
        cookie = await enter(self._services, request.match_info["ticket"]) if is_allowed else None
        if cookie is None:
            return self._closed(request)
        response = web.Response(
            status=303, headers={hdrs.LOCATION: f"{HOME}?lang={language_of(request)}", **NOT_KEPT}
        )
        self._set_cookie(response, cookie, int(LONGEST.total_seconds()))
        return response

    async def home(self, request: web.Request, person: PersonRef, cookie: str) -> web.Response:
        """Draw the report."""
        services, words = self._services, self._services.texts.for_locale(language_of(request))
        report = await make_report(services, (person.platform, person.workspace))
        async with services.store.reading() as shelves:
            since = services.clock.now() - HISTORY
            deeds = await shelves.deeds.since(person.platform, person.workspace, since)
        values = {
            "figures": [_figure(words, report, subject) for subject in report.subjects],
            "goals": report.commons,
            "opinions": _opinions(words, report),
            "clicks": await clicks_of(services, (person.platform, person.workspace), report.week),
            "rest": words.date(report.rest.since) if report.rest else "",
            "smallest": report.smallest,
            "scale": SCALE,
            "deeds": list(reversed(deeds))[:MOST_DEEDS],
            "tables": services.store.data_map(),
            "form_token": form_token(cookie),
            "sheet": f"{SHEET}?lang={words.language}",
            "sign_out": f"{SIGN_OUT}?lang={words.language}",
        }
        return self._drawing.page_not_kept(request, "report.html", values)

    async def figures(self, request: web.Request, person: PersonRef, _cookie: str) -> web.Response:
        """Give the figures as CSV: what the page shows and no more."""
        words = self._services.texts.for_locale(language_of(request))
        report = await make_report(self._services, (person.platform, person.workspace))
        content = sheet(_lines(words, report))
        return web.Response(
            body=content,
            content_type="text/csv",
            charset="utf-8",
            headers={
                hdrs.CONTENT_DISPOSITION: f'attachment; filename="portevoix-{report.week}.csv"',
                **NOT_KEPT,
            },
        )

    async def sign_out(self, request: web.Request, _person: PersonRef, cookie: str) -> web.Response:
        """End the session, if the form is one of ours."""
        sent = (await request.post()).get("token")
        if not isinstance(sent, str) or not compare_digest(sent.encode(), form_token(cookie).encode()):
            raise web.HTTPForbidden
        await sign_out(self._services, cookie)
        response = self._drawing.page_not_kept(request, "report_closed.html", {"is_out": True})
        self._set_cookie(response, "", 0)
        return response

    async def _may(self, person: PersonRef) -> bool:
        return bool(who_may(ACTION) & await roles_of(self._services, person, None))

    async def _name(self, person: PersonRef) -> str:
        try:
            return (await self._services.platforms[person.platform].profile(person)).name
        except PlatformError:
            return person.user

    def _set_cookie(self, response: web.Response, value: str, seconds: int) -> None:
        response.set_cookie(
            cookie_name(self._services),
            value,
            max_age=seconds,
            path="/",
            secure=is_over_https(self._services.settings.public_url),
            httponly=True,
            samesite="Strict",
        )

    def _closed(self, request: web.Request) -> web.Response:
        return self._drawing.page_not_kept(request, "report_closed.html", {"is_out": False}, status=403)


def _figure(words: Words, report: Report, subject: str) -> Mapping[str, Any]:
    weeks = [(monday, told.get(subject)) for monday, told in report.weeks]
    return {
        "id": subject.replace(":", "-"),
        "name": name_of(words, subject),
        "how": how_of(words, subject),
        "bars": bars_of([each for _, each in weeks]),
        "span": words("web.report.span", first=words.date(weeks[0][0]), last=words.date(weeks[-1][0])),
        "rows": [(words.date(monday), in_tens(words, each)) for monday, each in reversed(weeks)],
    }


def how_of(words: Speak, subject: str) -> str:
    """Say how a figure is worked out."""
    if subject.startswith(TOPIC):
        return words("report.computed.topic")
    return words(f"report.computed.{subject.removeprefix(KIND).rpartition(':')[2]}")


def _opinions(words: Words, report: Report) -> Mapping[str, Any] | None:
    if report.opinions is None:
        return None
    quarter, told = report.opinions
    rows = [(name_of(words, subject), in_tens(words, each)) for subject, each in told.items()]
    return {"month": words.month(quarter), "rows": rows, "how": how_of(words, next(iter(told)))}


def _lines(words: Words, report: Report) -> Iterable[Sequence[object]]:
    yield words("web.report.week"), words("web.report.question"), words("web.report.share"), "%", "%"
    for monday, told in report.weeks:
        yield from (_line(words, monday.isoformat(), subject, each) for subject, each in told.items())
    if report.opinions:
        quarter, told = report.opinions
        yield from (_line(words, quarter.isoformat(), subject, each) for subject, each in told.items())


def _line(words: Words, when: str, subject: str, told: Told) -> Sequence[object]:
    low = None if told.tenths is None else 10 * told.tenths
    high = None if low is None else min(100, low + 10)
    return when, name_of(words, subject), in_tens(words, told), low, high
