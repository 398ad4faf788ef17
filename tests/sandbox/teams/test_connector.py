"""The connector: each call's effect, and the errors it is answered with."""

from datetime import timedelta

import pytest

from sandbox.teams.people import GENERAL, GROUP, PARTAGES, SHARES, TENANT, app_id_of, directory_id
from sandbox.teams.server import SmallTeams
from tests.sandbox.teams.cards import a_card, a_message, a_text
from tests.sandbox.teams.conftest import Client

CAMILLE = directory_id("U0CAMILLE")


def a_thread(channel: str = SHARES, text: str = "The day's share") -> dict[str, object]:
    return {
        "isGroup": True,
        "tenantId": TENANT,
        "channelData": {"channel": {"id": channel}},
        "activity": a_message(a_card(a_text(text))),
    }


async def test_a_new_thread_in_a_channel_has_its_first_message_and_both_names(
    teams: SmallTeams, client: Client
) -> None:
    answer = await client.call("POST", "conversations", a_thread())
    [shown] = teams.as_person("U0SAM").messages("shares")
    assert answer.status == 201
    assert answer.body == {"id": f"{SHARES};messageid={shown.id}", "activityId": shown.id}
    assert (shown.all_text, shown.summary, shown.sender) == ("The day's share", "Hello", "bot")


@pytest.mark.parametrize("member", [CAMILLE, app_id_of("U0CAMILLE")])
async def test_a_chat_with_a_person_is_the_same_each_time_by_either_id(
    teams: SmallTeams, client: Client, member: str
) -> None:
    assert await client.chat(member) == await client.chat(CAMILLE) == teams.workplace.chat("U0CAMILLE").id


async def test_what_is_sent_to_a_chat_is_seen_there_and_nowhere_else(
    teams: SmallTeams, client: Client
) -> None:
    answer = await client.send(await client.chat(CAMILLE), a_message())
    [shown] = teams.as_person("U0CAMILLE").messages("app")
    assert answer.body == {"id": shown.id}
    assert [shown] == teams.as_person("U0CAMILLE").private()
    assert teams.as_person("U0SAM").private() == []


async def test_an_answer_hangs_on_the_thread_however_it_is_addressed(
    teams: SmallTeams, client: Client
) -> None:
    first = (await client.call("POST", "conversations", a_thread())).body
    by_name = (await client.send(first["id"], a_message())).body["id"]
    path = f"conversations/{SHARES}/activities"
    by_message = (await client.call("POST", f"{path}/{first['activityId']}", a_message())).body["id"]
    under_answer = (await client.call("POST", f"{path}/{by_name}", a_message())).body["id"]
    kept = teams.workplace.conversations[SHARES].messages
    for each in (by_name, by_message, under_answer):
        assert kept[each].thread == first["activityId"]
    assert (await client.call("POST", f"{path}/1", a_message())).code == "ActivityNotFoundInConversation"


async def test_a_message_of_text_and_card_has_no_name(teams: SmallTeams, client: Client) -> None:
    assert (await client.send(SHARES, a_message(text="And words"))).body == {}
    assert len(teams.as_person("U0SAM").messages("shares")) == 1


async def test_an_update_is_seen_by_all(teams: SmallTeams, client: Client) -> None:
    name = (await client.send(SHARES, a_message())).body["id"]
    answer = await client.call(
        "PUT", f"conversations/{SHARES}/activities/{name}", a_message(a_card(a_text("New")))
    )
    assert (answer.status, answer.body) == (200, {"id": name})
    assert [each.all_text for each in teams.as_person("U0SAM").messages("shares")] == ["New"]


async def test_a_deleted_message_is_gone(teams: SmallTeams, client: Client) -> None:
    name = (await client.send(SHARES, a_message())).body["id"]
    path = f"conversations/{SHARES}/activities/{name}"
    assert (await client.call("DELETE", path)).status == 200
    assert teams.as_person("U0SAM").messages("shares") == []
    for method, body in (("DELETE", None), ("PUT", a_message())):
        again = await client.call(method, path, body)
        assert (again.status, again.code) == (404, "ActivityNotFoundInConversation")


async def test_an_app_changes_its_own_messages_only(teams: SmallTeams, client: Client) -> None:
    await teams.as_person("U0SAM").say("shares", "Good morning")
    [said] = teams.as_person("U0SAM").messages("shares")
    answer = await client.call("PUT", f"conversations/{SHARES}/activities/{said.id}", a_message())
    assert answer.code == "ActivityNotFoundInConversation"
    assert teams.as_person("U0SAM").messages("shares") == [said]


async def test_a_targeted_message_is_for_one_person_and_one_day(teams: SmallTeams, client: Client) -> None:
    sent = await client.send(
        SHARES, a_message(recipient={"id": app_id_of("U0CAMILLE")}), isTargetedActivity="true"
    )
    [shown] = teams.as_person("U0CAMILLE").messages("shares")
    assert sent.body == {"id": shown.id}
    assert teams.as_person("U0CAMILLE").private() == [shown]
    assert teams.as_person("U0SAM").messages("shares") == []
    teams.clock.advance(timedelta(hours=24))
    assert teams.as_person("U0CAMILLE").messages("shares") == teams.as_person("U0CAMILLE").private() == []


@pytest.mark.parametrize(
    ("place", "recipient", "error"),
    [
        (SHARES, None, (400, "BadArgument")),
        (SHARES, {"id": "29:nobody"}, (400, "BadArgument")),
        ("app", {"id": CAMILLE}, (400, "BadArgument")),
        (GROUP, {"id": directory_id("U0TOM")}, (404, "BotNotInConversationRoster")),
    ],
)
async def test_a_targeted_message_needs_a_member_of_a_channel_or_group(
    teams: SmallTeams, client: Client, place: str, recipient: object, error: tuple[int, str]
) -> None:
    conversation = teams.workplace.place(place, "U0CAMILLE").id
    answer = await client.send(conversation, a_message(recipient=recipient), isTargetedActivity="true")
    assert (answer.status, answer.code) == error
    assert teams.log.of("post") == []


async def test_a_targeted_message_keeps_its_recipient(teams: SmallTeams, client: Client) -> None:
    recipient = {"id": CAMILLE}
    name = (await client.send(SHARES, a_message(recipient=recipient), isTargetedActivity="true")).body["id"]
    path = f"conversations/{SHARES}/activities/{name}"
    refused = await client.call("PUT", path, a_message(recipient=recipient), isTargetedActivity="true")
    assert refused.code == "BadArgument"
    assert (await client.call("PUT", path, a_message(), isTargetedActivity="true")).status == 200
    assert teams.as_person("U0SAM").messages("shares") == []


async def test_the_members_of_a_conversation_are_described_as_teams_does(client: Client) -> None:
    answer = await client.call("GET", f"conversations/{GROUP}/members")
    assert [each["name"] for each in answer.body] == ["Camille Moreau", "Sam Okafor", "Nadia Benali"]
    assert answer.body[0] == {
        "id": app_id_of("U0CAMILLE"),
        "name": "Camille Moreau",
        "aadObjectId": CAMILLE,
        "givenName": "Camille",
        "surname": "Moreau",
        "email": "camille.moreau@atelier-lumen.example",
        "userPrincipalName": "camille.moreau@atelier-lumen.example",
        "tenantId": TENANT,
        "userRole": "user",
    }


async def test_pages_of_members_hold_everybody_once(teams: SmallTeams, client: Client) -> None:
    names, token = [], ""
    while True:
        query = {"pageSize": "3"} | ({"continuationToken": token} if token else {})
        page = (await client.call("GET", f"conversations/{SHARES}/pagedmembers", **query)).body
        assert len(page["members"]) <= 3
        names += [each["name"] for each in page["members"]]
        if not (token := page.get("continuationToken", "")):
            break
    assert names == [person.name for person in teams.workplace.people.values() if not person.is_deleted]
    full = (await client.call("GET", f"conversations/{SHARES}/pagedmembers", pageSize=str(len(names)))).body
    assert "continuationToken" not in full, "there is no empty last page"
    bad = await client.call("GET", f"conversations/{SHARES}/pagedmembers", pageSize="many")
    assert bad.code == "BadArgument"


@pytest.mark.parametrize("name", [directory_id("U0GUEST"), app_id_of("U0GUEST")])
async def test_one_member_is_found_by_either_id_and_a_guest_is_called_so(client: Client, name: str) -> None:
    answer = await client.call("GET", f"conversations/{SHARES}/members/{name}")
    assert (answer.body["name"], answer.body["userRole"]) == ("Jo Winter", "guest")


async def test_who_is_not_in_a_conversation_is_not_found_there(client: Client) -> None:
    answer = await client.call("GET", f"conversations/{GROUP}/members/{directory_id('U0TOM')}")
    assert (answer.status, answer.code) == (404, "MemberNotFoundInConversation")


async def test_the_team_and_its_channels_are_told_and_the_first_has_no_name(client: Client) -> None:
    team = (await client.call("GET", f"teams/{GENERAL}")).body
    assert (team["id"], team["name"], team["tenantId"]) == (GENERAL, "Atelier Lumen", TENANT)
    channels = (await client.call("GET", f"teams/{GENERAL}/conversations")).body["conversations"]
    assert channels == [
        {"id": GENERAL, "name": None},
        {"id": PARTAGES, "name": "partages"},
        {"id": SHARES, "name": "shares"},
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({**a_thread(), "tenantId": "another"}, (400, "BadArgument")),
        (a_thread("19:nowhere@thread.tacv2"), (404, "ConversationNotFound")),
        ({**a_thread(), "activity": None}, (400, "BadSyntax")),
        ({"tenantId": TENANT, "members": []}, (400, "BadArgument")),
        ({"tenantId": TENANT, "members": ["29:x"]}, (400, "BadArgument")),
        ({"tenantId": TENANT, "members": [{"id": "29:nobody"}]}, (404, "BotNotInConversationRoster")),
        ([], (400, "BadSyntax")),
    ],
)
async def test_a_conversation_that_cannot_begin_leaves_nothing(
    teams: SmallTeams, client: Client, body: object, error: tuple[int, str]
) -> None:
    answer = await client.call("POST", "conversations", body)
    assert (answer.status, answer.code) == error
    assert teams.log.of("post") == []


async def test_who_blocked_the_app_is_not_written_to_until_they_let_it(
    teams: SmallTeams, client: Client
) -> None:
    chat = await client.chat(CAMILLE)
    teams.as_person("U0CAMILLE").block()
    answer = await client.send(chat, a_message())
    assert (answer.status, answer.code) == (403, "MessageWritesBlocked")
    assert await client.chat(CAMILLE) == chat
    assert (await client.call("GET", f"conversations/{chat}/members")).status == 200
    teams.as_person("U0CAMILLE").block(False)
    assert (await client.send(chat, a_message())).status == 201
    assert len(teams.as_person("U0CAMILLE").private()) == 1


@pytest.mark.parametrize(
    "call",
    [
        ("POST", f"conversations/{SHARES}/activities", a_message()),
        ("POST", "conversations", a_thread()),
        ("GET", f"conversations/{SHARES}/members", None),
        ("GET", f"teams/{GENERAL}", None),
    ],
)
async def test_an_app_that_was_taken_out_can_do_nothing(
    teams: SmallTeams, client: Client, call: tuple[str, str, object]
) -> None:
    teams.uninstall()
    answer = await client.call(*call)
    assert (answer.status, answer.code) == (403, "BotNotInConversationRoster")


async def test_an_app_that_never_was_there_is_not_in_the_roster(client: Client) -> None:
    async with SmallTeams.started() as elsewhere:
        answer = await Client(elsewhere, client.session).send(SHARES, a_message())
    assert (answer.status, answer.code) == (404, "BotNotInConversationRoster")


async def test_every_call_is_written_down_with_its_outcome(teams: SmallTeams, client: Client) -> None:
    await client.send(SHARES, a_message())
    await client.send("19:nowhere", a_message())
    calls = [(entry.method, entry.outcome.split(" ")[0]) for entry in teams.log.of("call")]
    assert calls == [("login", "ok"), ("send", "ok"), ("send", "404")]
