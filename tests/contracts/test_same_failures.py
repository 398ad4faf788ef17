"""The same failure, the same error of the house: whether something was sent is told alike on every platform."""

import pytest

from bot.domain.people import PersonRef, Place
from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown
from tests.contracts.harness import TAKE, Harness, a_card

TROUBLES = [
    ("429", RateLimited),
    ("500", Unknown),
    ("503", Unknown),
    ("reset", Unknown),
    ("html", Unknown),
    ("half", Unknown),
]


async def _call(at: Harness, call: str) -> None:
    if call == "post":
        await at.platform.post(at.place, a_card("Said", TAKE), "marker")
    else:
        await at.platform.direct(at.person, a_card("Said", TAKE))


@pytest.mark.parametrize(("what", "error"), TROUBLES)
@pytest.mark.parametrize("call", ["post", "direct"])
async def test_trouble_before_the_effect_is_named_and_nothing_is_said(
    at: Harness, call: str, what: str, error: type[PlatformError]
):
    at.spoil(call, "before", what)
    with pytest.raises(error):
        await _call(at, call)
    assert [*at.seen(), *at.seen_privately()] == []


@pytest.mark.parametrize("what", ["500", "503", "reset", "html", "half"])
@pytest.mark.parametrize("call", ["post", "direct"])
async def test_trouble_after_the_effect_leaves_the_fate_unknown_and_says_it_once(
    at: Harness, call: str, what: str
):
    at.spoil(call, "after", what)
    with pytest.raises(Unknown):
        await _call(at, call)
    assert len([*at.seen(), *at.seen_privately()]) == 1


@pytest.mark.parametrize(("what", "error"), [("429", RateLimited), ("500", Unknown), ("503", Unknown)])
async def test_trouble_with_a_redrawing_is_named(at: Harness, what: str, error: type[PlatformError]):
    message = await at.platform.post(at.place, a_card("Before", TAKE), "marker")
    at.spoil("update", "before", what)
    with pytest.raises(error):
        await at.platform.update(message, a_card("After", TAKE))
    assert "Before" in at.seen()[0]


async def test_where_we_are_not_nothing_is_posted(at: Harness):
    with pytest.raises((Gone, Refused)):
        await at.platform.post(at.nowhere, a_card(), "marker")


async def test_who_is_not_there_is_not_written_to(at: Harness):
    with pytest.raises((Gone, Refused)):
        await at.platform.direct(PersonRef(at.person.platform, at.person.workspace, "U0NOBODY"), a_card())


@pytest.mark.parametrize("who", ["guest", "gone"])
async def test_guests_and_closed_accounts_are_never_written_to(at: Harness, who: str):
    with pytest.raises(Gone):
        await at.platform.direct(getattr(at, who), a_card("Not for you"))
    assert not any("Not for you" in each for each in at.seen())


async def test_who_leaves_hears_nothing_more_of_us(at: Harness):
    await at.platform.direct(at.person, a_card("The last message"))
    at.leaves()
    with pytest.raises(Gone):
        await at.platform.direct(at.person, a_card("One too many"))
    assert [("One too many" in each, "The last" in each) for each in at.seen_privately()] == [(False, True)]


async def test_another_workspace_is_refused(at: Harness):
    with pytest.raises(Refused):
        await at.platform.post(Place(at.place.platform, "T0OTHER", at.place.channel), a_card(), "marker")
    with pytest.raises(Refused):
        await at.platform.direct(PersonRef(at.person.platform, "T0OTHER", at.person.user), a_card())
    with pytest.raises(Refused):
        await at.platform.is_available(PersonRef(at.person.platform, "T0OTHER", at.person.user))
