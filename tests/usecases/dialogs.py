"""Opening and sending dialogs as a person does, without a platform between."""

from bot.cards.elements import Card, Choice, Choices, DateInput, Form, TextInput, TimeInput
from bot.domain.people import Member
from bot.events import ButtonPressed, FormSubmitted, Reply
from tests.bots import Bot, someone


async def opens(bot: Bot, action: str, value: str = "", *, user: str = "U0CAMILLE") -> Form:
    """Press a button that opens a dialog."""
    key, person = f"open-{bot._id()}", someone(user)
    event = ButtonPressed(id=key, at=bot.clock.now(), person=person, action=action, value=value)
    reply = await bot.hear(event)
    assert reply is not None
    assert isinstance(reply.show, Form)
    return reply.show


def answers_of(form: Form) -> dict[str, str]:
    """Give what a client would send of a dialog that nobody touched: every field, also the empty ones."""
    answers: dict[str, str] = {}
    for element in form.elements:
        match element:
            case TextInput(name, _, value) | DateInput(name, _, value) | TimeInput(name, _, value):
                answers[name] = value
            case Choice(name, value=value):
                answers[name] = value
            case Choices(name, values=values):
                answers[name] = ",".join(values)
    return answers


async def sends(bot: Bot, form: Form, *, user: str = "U0CAMILLE", **changed: str) -> Reply:
    """Change some fields of a dialog and send it. `from_` stands for the field `from`."""
    answers = answers_of(form) | {name.rstrip("_"): value for name, value in changed.items()}
    event = FormSubmitted(
        id=f"send-{bot._id()}", at=bot.clock.now(), person=someone(user), form=form.name, answers=answers
    )
    reply = await bot.hear(event)
    assert reply is not None
    return reply


async def saves(bot: Bot, form: Form, *, user: str = "U0CAMILLE", **changed: str) -> Card:
    """Send a dialog that has no mistake and give the answer."""
    reply = await sends(bot, form, user=user, **changed)
    assert not reply.errors
    assert isinstance(reply.show, Card)
    return reply.show


async def the_member(bot: Bot, user: str = "U0CAMILLE") -> Member:
    """Look at what is kept of a member."""
    async with bot.store.reading() as shelves:
        member = await shelves.members.get(someone(user))
    assert member is not None
    return member
