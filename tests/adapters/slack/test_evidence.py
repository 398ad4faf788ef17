"""Evidence for a post in doubt, where a workspace grants more than we ask for."""

from copy import deepcopy
from typing import Any

from adapters.slack.inbound import EVENT_TYPE
from bot.domain.people import Place
from tests.adapters.slack.rig import MANIFEST, SHARES, a_card, a_rig

PLACE = Place("slack", "T0SANDBOX", SHARES)


def granting(*scopes: str, events: tuple[str, ...] = ()) -> dict[str, Any]:
    """The app with more rights than we ask for."""
    manifest = deepcopy(MANIFEST)
    manifest["oauth_config"]["scopes"]["bot"] += scopes
    subscriptions = manifest["settings"]["event_subscriptions"]
    subscriptions["bot_events"] += events
    subscriptions["metadata_subscriptions"] = [{"app_id": "A0APP", "event_type": EVENT_TYPE}]
    return manifest


async def test_where_history_is_granted_a_post_is_found_by_its_marker_alone():
    async with a_rig(manifest=granting("channels:history")) as rig:
        assert rig.platform.abilities.finds_messages
        at = rig.clock.now()
        first = await rig.platform.post(PLACE, a_card("Idea"), "marker-1")
        for number in range(250):
            await rig.sandbox.as_person("U0CAMILLE").say(SHARES, f"word {number}")
        await rig.platform.post(PLACE, a_card("Idea"), "marker-2")
        assert await rig.platform.find(PLACE, ["marker-1"], at) == first
        assert await rig.platform.find(PLACE, ["marker-3"], at) is None
        assert len(rig.sandbox.log.of("call", method="conversations.history")) == 4


async def test_where_metadata_is_granted_the_workplace_tells_that_a_post_is_there():
    manifest = granting("metadata.message:read", events=("message_metadata_posted",))
    async with a_rig(manifest=manifest) as rig:
        message = await rig.platform.post(PLACE, a_card("Idea"), "marker-1")
        await rig.sandbox.settled()
        [event] = [each for each in rig.notebook.events if each.kind == "appeared"]
        assert (event.place, event.message, event.marker) == (PLACE, message, "marker-1")
