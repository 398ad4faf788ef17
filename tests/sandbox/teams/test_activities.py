"""What people do in Teams, and how the app hears of it."""

from typing import Any

import pytest

from sandbox.acts import Impossible
from sandbox.people import Person
from sandbox.teams.people import GENERAL, GROUP, SHARES, TENANT, app_id_of, directory_id
from sandbox.teams.server import SmallTeams
from tests.sandbox.teams.cards import a_message
from tests.sandbox.teams.conftest import App, Client


async def test_what_is_said_in_ones_own_chat_is_heard_with_all_that_teams_tells(
    teams: SmallTeams, app: App
) -> None:
    await teams.as_person("U0SAM").say("app", "help")
    await teams.settled()
    [heard] = app.received
    [said] = teams.as_person("U0SAM").messages("app")
    assert {name: heard[name] for name in ("type", "id", "text", "locale", "localTimezone")} == {
        "type": "message",
        "id": said.id,
        "text": "help",
        "locale": "en-GB",
        "localTimezone": "Europe/London",
    }
    assert (heard["channelId"], heard["serviceUrl"]) == ("msteams", teams.service_url)
    assert heard["from"] == {
        "id": app_id_of("U0SAM"),
        "name": "Sam Okafor",
        "aadObjectId": directory_id("U0SAM"),
    }
    assert heard["recipient"] == {"id": f"28:{teams.app_id}", "name": "Portevoix"}
    assert heard["conversation"] == {
        "id": teams.workplace.chat("U0SAM").id,
        "conversationType": "personal",
        "tenantId": TENANT,
    }
    assert heard["channelData"] == {"tenant": {"id": TENANT}}
    assert heard["timestamp"] == "2026-11-23T08:30:00.0000000Z"
    assert heard["localTimestamp"] == "2026-11-23T08:30:00.000000+00:00"
    [client] = heard["entities"]
    assert (client["type"], client["country"], client["timezone"]) == ("clientInfo", "GB", "Europe/London")
    assert teams.log.of("event")[-1].outcome == "200"


async def test_a_local_timestamp_is_that_of_the_person(teams: SmallTeams, app: App) -> None:
    await teams.as_person("U0TOM").say("app", "help")
    await teams.settled()
    assert app.received[0]["localTimestamp"] == "2026-11-23T09:30:00.000000+01:00"


@pytest.mark.parametrize("place", ["shares", SHARES])
async def test_a_command_in_a_channel_mentions_the_app_and_names_the_thread(
    teams: SmallTeams, app: App, place: str
) -> None:
    await teams.as_person("U0SAM").command("/advocacy help", place)
    await teams.settled()
    [heard] = app.received
    [said] = teams.as_person("U0CAMILLE").messages("shares")
    assert heard["text"] == "<at>Portevoix</at> help"
    assert heard["entities"][0] == {
        "type": "mention",
        "text": "<at>Portevoix</at>",
        "mentioned": {"id": f"28:{teams.app_id}", "name": "Portevoix"},
    }
    assert heard["conversation"]["id"] == f"{SHARES};messageid={said.id}"
    assert heard["conversation"]["isGroup"] is True
    assert heard["channelData"]["team"] == {"id": GENERAL}
    assert heard["channelData"]["channel"] == {"id": SHARES}


async def test_a_command_needs_no_mention_in_ones_own_chat_and_one_in_a_group_chat(
    teams: SmallTeams, app: App
) -> None:
    await teams.as_person("U0SAM").command("help")
    await teams.as_person("U0SAM").command("help", "Lunch")
    await teams.settled()
    assert sorted(each["text"] for each in app.received) == ["<at>Portevoix</at> help", "help"]
    assert {each["conversation"]["id"] for each in app.received} == {
        GROUP,
        teams.workplace.chat("U0SAM").id,
    }


@pytest.mark.parametrize("text", ["help", "Ask @Portevoix for help", "@Portevoixes help"])
async def test_what_does_not_begin_with_a_mention_is_seen_but_not_heard(
    teams: SmallTeams, app: App, text: str
) -> None:
    await teams.as_person("U0SAM").say("shares", text)
    await teams.settled()
    assert [each.text for each in teams.as_person("U0CAMILLE").messages("shares")] == [text]
    assert app.received == []


async def test_what_is_said_under_a_message_belongs_to_its_thread(
    teams: SmallTeams, app: App, client: Client
) -> None:
    first = (await client.send(SHARES, a_message())).body["id"]
    person = teams.as_person("U0SAM")
    await person.say("shares", "@Portevoix thanks", under=person.messages("shares")[0])
    await teams.settled()
    assert app.received[0]["conversation"]["id"] == f"{SHARES};messageid={first}"


async def test_an_edit_is_told_where_the_app_is_meant_and_only_of_ones_own(
    teams: SmallTeams, app: App, client: Client
) -> None:
    person = teams.as_person("U0SAM")
    await person.say("app", "hlep")
    await person.say("shares", "not for you")
    await person.edit(person.messages("app")[0], "help")
    await person.edit(person.messages("shares")[0], "nor this")
    await teams.settled()
    [heard] = app.of("messageUpdate")
    assert (heard["id"], heard["text"]) == (person.messages("app")[0].id, "help")
    assert heard["channelData"]["eventType"] == "editMessage"
    assert person.messages("shares")[0].text == "nor this"
    await client.send(SHARES, a_message())
    with pytest.raises(Impossible):
        await person.edit(person.messages("shares")[-1], "mine")


async def test_a_reaction_on_the_apps_message_is_heard_with_its_kind_and_so_is_its_removal(
    teams: SmallTeams, app: App, client: Client
) -> None:
    name = (await client.send(SHARES, a_message())).body["id"]
    person = teams.as_person("U0SAM")
    [message] = person.messages("shares")
    await person.react(message, "1f64b_raisinghand")
    assert person.messages("shares")[0].reactions == {"1f64b_raisinghand": ["U0SAM"]}
    await teams.settled()
    await person.react(message, "1f64b_raisinghand", on=False)
    await teams.settled()
    assert person.messages("shares")[0].reactions == {}
    put, taken = app.of("messageReaction")
    assert put["reactionsAdded"] == taken["reactionsRemoved"] == [{"type": "1f64b_raisinghand"}]
    assert put["replyToId"] == taken["replyToId"] == name
    assert "text" not in put
    assert put["id"] != taken["id"]


async def test_a_reaction_on_what_people_write_is_not_heard(teams: SmallTeams, app: App) -> None:
    await teams.as_person("U0SAM").say("shares", "Good morning")
    person = teams.as_person("U0CAMILLE")
    await person.react(person.messages("shares")[0])
    await teams.settled()
    assert person.messages("shares")[0].reactions == {"like": ["U0CAMILLE"]}
    assert app.received == []


async def test_nobody_reacts_twice_or_on_what_is_targeted(teams: SmallTeams, client: Client) -> None:
    await client.send(SHARES, a_message())
    recipient = {"id": directory_id("U0SAM")}
    await client.send(SHARES, a_message(recipient=recipient), isTargetedActivity="true")
    person = teams.as_person("U0SAM")
    open_, targeted = person.messages("shares")
    await person.react(open_)
    for message, on in ((open_, True), (targeted, True), (targeted, False)):
        with pytest.raises(Impossible):
            await person.react(message, on=on)
    with pytest.raises(Impossible):
        await teams.as_person("U0TOM").react(targeted)


async def test_an_app_that_fails_or_is_not_there_hears_each_thing_once(teams: SmallTeams, app: App) -> None:
    app.answering = lambda activity: 500
    await teams.as_person("U0SAM").say("app", "help")
    await teams.settled()
    assert (len(app.received), teams.log.of("event")[-1].outcome) == (1, "500")
    teams.install("http://127.0.0.1:9/api/messages")
    await teams.settled()
    assert {entry.outcome for entry in teams.log.of("event")[-2:]} == {"connection_failed"}
    assert teams.as_person("U0SAM").notices() == []


async def test_an_installation_in_a_team_is_told_twice_with_its_channel(app: App) -> None:
    async with SmallTeams.started() as teams:
        await teams.as_person("U0SAM").say("app", "is somebody there?")
        teams.install(app.url, by="U0ALEX")
        await teams.settled()
        assert {each["type"] for each in app.received} == {"conversationUpdate", "installationUpdate"}
        [added], [installed] = app.of("conversationUpdate"), app.of("installationUpdate")
        assert added["membersAdded"] == [{"id": f"28:{teams.app_id}"}]
        assert added["channelData"]["eventType"] == "teamMemberAdded"
        assert installed["action"] == "add"
        assert installed["channelData"]["settings"] == {"selectedChannel": {"id": GENERAL}}
        assert installed["from"]["aadObjectId"] == directory_id("U0ALEX")
        assert all(each["conversation"]["id"] == GENERAL for each in app.received)


async def test_an_uninstalled_app_hears_that_and_then_nothing(teams: SmallTeams, app: App) -> None:
    teams.uninstall()
    await teams.settled()
    assert app.of("installationUpdate")[0]["action"] == "remove"
    assert app.of("conversationUpdate")[0]["membersRemoved"] == [{"id": f"28:{teams.app_id}"}]
    app.received.clear()
    for place, text in (("app", "help"), ("shares", "@Portevoix help"), ("Lunch", "@Portevoix help")):
        await teams.as_person("U0SAM").say(place, text)
    await teams.settled()
    assert app.received == []


async def test_somebody_new_is_in_the_channels_and_not_in_the_group_chat(
    teams: SmallTeams, app: App, client: Client
) -> None:
    new = teams.add_person(Person("U0NEW", "Lou Petit"))
    await client.send(SHARES, a_message())
    assert len(new.messages("shares")) == 1
    with pytest.raises(Impossible):
        await new.say("Lunch", "May I?")
    with pytest.raises(KeyError):
        teams.as_person("U0NOBODY")
    assert app.received == []


async def test_ids_grow_while_the_clock_stands_still(teams: SmallTeams) -> None:
    ids = [int(teams.workplace.next_id()) for _ in range(5)]
    assert ids == sorted(set(ids))
    assert ids[0] >= teams.clock.now().timestamp() * 1000


async def test_waiting_in_vain_tells_what_happened_last(teams: SmallTeams) -> None:
    def never() -> Any:
        return False

    with pytest.raises(AssertionError, match="installationUpdate"):
        await teams.until(never, seconds=0.01)


async def test_the_page_stands_beside_the_connector_and_is_guarded(teams: SmallTeams, client: Client) -> None:
    async with client.session.get(teams.page_url) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
