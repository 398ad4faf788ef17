"""`brainstorm`: champions, trainers and admins start and group one; anybody in the channel adds thoughts and votes."""

from dataclasses import replace

from bot.cards.clean import clean
from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker, named_channels
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.domain.brainstorms import RULES, Brainstorm, read_groups
from bot.domain.people import Place
from bot.domain.roles import Deed
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Reply
from bot.playbook.kinds.prompt import Prompt
from bot.screens.brainstorm import (
    AS_PROMPT,
    LENGTHS,
    LONGEST_RULE,
    LONGEST_THOUGHT,
    SIGNED,
    VOTES,
    add_form,
    group_form,
    list_card,
    start_form,
    thoughts_card,
)
from bot.usecases.brainstorm import add, brainstorms_of, group, lines_of, look_up, start, take_off, vote
from bot.usecases.room_today import trouble_today
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List what runs and what can be started."""
    return Reply(await _listed(asker))


async def press_start(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog that starts one."""
    asker = await Asker.of(event.person, event.place, services)
    prompts, channels = await _offer(asker)
    if not channels:
        return Reply(note(asker.words, "workshop.no_channel"))
    here = asker.place.channel if asker.place else ""
    chosen = here if here in [each for each, _ in channels] else channels[0][0]
    return Reply(start_form(asker.words, prompts, channels, chosen))


async def submit_start(event: FormSubmitted, services: Services) -> Reply | None:
    """Start it, and show it in the channel."""
    asker = await Asker.of(event.person, None, services)
    words, answers = asker.words, event.answers
    place = Place(event.person.platform, event.person.workspace, answers.get("channel", ""))
    home = services.book().at(place)
    if home is None:
        return Reply(note(words, "workshop.no_channel"))
    if not await asker.may("brainstorm_start", home[0]):
        return Reply(not_allowed(words, "brainstorm_start"))
    key = answers.get("prompt", "")
    prompt = next((each for each in home[0].brainstorm if home[0].key(each) == key), None)
    said = answers.get("minutes", "")
    minutes = prompt.minutes if prompt and said in {"", AS_PROMPT} else int(said) if said.isdecimal() else 0
    if prompt is None or (minutes not in LENGTHS and minutes != prompt.minutes):
        prompts, channels = await _offer(asker)
        form = start_form(words, prompts, channels, place.channel).filled(answers)
        field = "minutes" if prompt else "prompt"
        return Reply(form, errors={field: words(f"brainstorm.no_{field}")})
    if trouble := await trouble_today(words, services, place, home):
        return Reply(trouble)
    deed = replace(await asker.deed(event, "brainstorm_start", "", home[0]), channel=place.channel)
    _, is_new = await start(services, place, home, (prompt, minutes), deed)
    return Reply(
        note(words, "brainstorm.started" if is_new else "brainstorm.started_before", title=prompt.title)
    )


async def press_add(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog for a thought."""
    asker = await Asker.of(event.person, event.place, services)
    found = await look_up(services, event.person, event.value)
    prompt = _prompt(services, found) if found else None
    if found is None or prompt is None or found.ends_at <= services.clock.now():
        return Reply(note(asker.words, "brainstorm.add_closed"))
    return Reply(add_form(asker.words, found, prompt.question))


async def submit_add(event: FormSubmitted, services: Services) -> Reply | None:
    """Add a thought."""
    asker = await Asker.of(event.person, None, services)
    words = asker.words
    text = clean(event.answers.get("text", "")).strip()[:LONGEST_THOUGHT]
    found = await look_up(services, event.person, event.context)
    prompt = _prompt(services, found) if found else None
    if found is None or prompt is None:
        return Reply(note(words, "brainstorm.add_closed"))
    if not text:
        form = add_form(words, found, prompt.question).filled(event.answers)
        return Reply(form, errors={"text": words("brainstorm.no_text")})
    is_signed = event.answers.get("name") == SIGNED
    outcome = await add(services, event.person, found.id, text, is_signed=is_signed)
    return Reply(note(words, f"brainstorm.add_{outcome}"))


async def press_look(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the thoughts with their numbers."""
    asker = await Asker.of(event.person, event.place, services)
    found, refusal = await _groupable(asker, event.value)
    if found is None:
        return refusal
    lines = [(line.number, line.text, line.person) for line in await lines_of(services, found)]
    return Reply(thoughts_card(asker.words, found, _title(services, found), lines))


async def press_group(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog that groups them."""
    asker = await Asker.of(event.person, event.place, services)
    found, refusal = await _groupable(asker, event.value)
    if found is None:
        return refusal
    return Reply(group_form(asker.words, found, len(await lines_of(services, found))))


async def submit_group(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep groups and rules, and let the vote begin."""
    asker = await Asker.of(event.person, None, services)
    words, answers = asker.words, event.answers
    found, refusal = await _groupable(asker, event.context)
    if found is None:
        return refusal
    count = len(await lines_of(services, found))
    groups = read_groups(clean(answers.get("groups", "")), count)
    rules = [
        " ".join(clean(answers.get(f"rule{number}", "")).split())[:LONGEST_RULE]
        for number in range(1, RULES + 1)
    ]
    form = group_form(words, found, count).filled(answers)
    if groups is None:
        return Reply(form, errors={"groups": words("brainstorm.no_groups", count=count)})
    if missing := next((f"rule{number}" for number, rule in enumerate(rules, start=1) if not rule), None):
        return Reply(form, errors={missing: words("brainstorm.no_rule")})
    said = answers.get("minutes", "")
    if not said.isdecimal() or int(said) not in VOTES:
        return Reply(form, errors={"minutes": words("brainstorm.no_minutes")})
    deed = await _deed(asker, event, "brainstorm_group", found)
    is_new = await group(services, found, (groups, rules), int(said), deed)
    return Reply(note(words, "brainstorm.grouped" if is_new else "brainstorm.gone"))


async def press_vote(event: ButtonPressed, services: Services) -> Reply | None:
    """Vote for one of the rules; the last press is the one that counts."""
    asker = await Asker.of(event.person, event.place, services)
    id_, _, number = event.value.partition("/")
    rule = await vote(services, event.person, id_, int(number) if number.isdecimal() else -1)
    if rule is None:
        return Reply(note(asker.words, "brainstorm.vote_closed"))
    return Reply(note(asker.words, "brainstorm.voted", rule=rule))


async def press_remove(event: ButtonPressed, services: Services) -> Reply | None:
    """Take the words of one off the charter."""
    asker = await Asker.of(event.person, event.place, services)
    found = await look_up(services, event.person, event.value)
    playbook = services.book().playbook(found.playbook) if found else None
    if found and found.is_over:
        if not await asker.may("brainstorm.remove", playbook):
            return Reply(not_allowed(asker.words, "brainstorm.remove"))
        await take_off(services, found, await _deed(asker, event, "brainstorm.remove", found))
    return Reply(await _listed(asker), replace=True)


async def _listed(asker: Asker) -> Card:
    services = asker.services
    theirs = [each for each in services.book().playbooks if await asker.may("brainstorm", each)]
    found = await brainstorms_of(services, asker.person, theirs)
    now = services.clock.now()
    shown = [
        (each, _title(services, each), each.votes_until is None and each.ends_at <= now) for each in found
    ]
    return list_card(asker.words, shown)


async def _offer(asker: Asker) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """List the questions somebody may put to a channel, and the channels."""
    theirs = [each for each in asker.playbooks_by_nearness() if await asker.may("brainstorm_start", each)]
    person = asker.person
    prompts = [(playbook.key(each), each.title) for playbook in theirs for each in playbook.brainstorm]
    homes = [
        (playbook, channel)
        for playbook in theirs
        for channel in playbook.channels
        if channel.platform == person.platform and channel.workspace in {"", person.workspace}
    ]
    return prompts[:100], named_channels(homes)[:100]


async def _groupable(asker: Asker, id_: str) -> tuple[Brainstorm | None, Reply]:
    """Give a brainstorm whose thoughts somebody may group now; otherwise what they are told."""
    services = asker.services
    found = await look_up(services, asker.person, id_)
    if found is None or found.votes_until is not None:
        return None, Reply(note(asker.words, "brainstorm.gone"))
    if not await asker.may("brainstorm_group", services.book().playbook(found.playbook)):
        return None, Reply(not_allowed(asker.words, "brainstorm_group"))
    if found.ends_at > services.clock.now():
        return None, Reply(note(asker.words, "brainstorm.still_open"))
    return found, Reply()


def _prompt(services: Services, brainstorm: Brainstorm) -> Prompt | None:
    playbook = services.book().playbook(brainstorm.playbook)
    item = playbook.item(Prompt.kind, brainstorm.item) if playbook else None
    return item if isinstance(item, Prompt) else None


def _title(services: Services, brainstorm: Brainstorm) -> str:
    prompt = _prompt(services, brainstorm)
    return prompt.title if prompt else brainstorm.item


async def _deed(asker: Asker, event: Event, action: str, brainstorm: Brainstorm) -> Deed:
    playbook = asker.services.book().playbook(brainstorm.playbook)
    deed = await asker.deed(event, action, brainstorm.id, playbook)
    return replace(deed, channel=brainstorm.place.channel)


BRAINSTORM = Command(
    name="brainstorm",
    aliases=("remue-meninges", "remue-méninges"),
    run=run,
    for_champions=True,
    buttons={
        "brainstorm.start": press_start,
        "brainstorm.add": press_add,
        "brainstorm.look": press_look,
        "brainstorm.group": press_group,
        "brainstorm.vote": press_vote,
        "brainstorm.remove": press_remove,
    },
    forms={
        "brainstorm_start": submit_start,
        "brainstorm_add": submit_add,
        "brainstorm_group": submit_group,
    },
    unwritten=frozenset({"brainstorm_add", "brainstorm.vote"}),
)
