"""Comparing two books: what changes for people, as codes and values that a catalogue puts into words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.playbook.book import Book, Playbook
from bot.playbook.item import Drawn, Item
from bot.playbook.kinds import KINDS, Kind
from bot.playbook.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `code` is a key under `tools.diff` in the catalogues."""

    code: str
    values: Mapping[str, str | Schedule] = field(default_factory=dict)


PEOPLE = ("champions", "admins", "editors", "trainers", "executives")
TOLD_ALONE = frozenset(
    {"id", "channels", *PEOPLE, "sentences", "withdrawn", "expired", *(kind.files for kind in KINDS)}
)


def compare(old: Book, new: Book) -> Iterator[Change]:
    """List what differs, playbook by playbook, in the order of the new book."""
    for playbook in new.playbooks:
        before = old.playbook(playbook.id)
        if before is None:
            yield Change("playbook_added", {"playbook": playbook.name})
        elif found := tuple(_playbook(before, playbook)):
            yield Change("playbook", {"playbook": playbook.name})
            yield from found
    for playbook in old.playbooks:
        if new.playbook(playbook.id) is None:
            yield Change("playbook_removed", {"playbook": playbook.name})


def _playbook(old: Playbook, new: Playbook) -> Iterator[Change]:
    yield from _channels(old, new)
    for name in PEOPLE:
        yield from _people(name, old, new)
    changed = [name for name in _changed(old, new) if name not in TOLD_ALONE]
    if changed:
        yield Change("settings", {"fields": ", ".join(changed)})
    for key in sorted({key for key, _ in old.sentences} | {key for key, _ in new.sentences}):
        if dict(old.sentences).get(key) != dict(new.sentences).get(key):
            yield Change("sentence", {"key": key})
    for kind in KINDS:
        yield from _page(kind, old, new) if kind.is_single else _list(kind, old, new)


def _channels(old: Playbook, new: Playbook) -> Iterator[Change]:
    before = {str(channel.address): channel for channel in old.channels}
    after = {str(channel.address): channel for channel in new.channels}
    for address, channel in after.items():
        if address not in before:
            yield Change("channel_added", {"channel": channel.channel, "when": channel.schedule})
        elif channel != before[address]:
            was = before[address]
            if was.schedule != channel.schedule:
                moved: dict[str, str | Schedule] = {
                    "channel": channel.channel,
                    "before": was.schedule,
                    "after": channel.schedule,
                }
                yield Change("channel_moved", moved)
            if others := [name for name in _changed(was, channel) if name != "schedule"]:
                yield Change("channel_changed", {"channel": channel.channel, "fields": ", ".join(others)})
    for address, channel in before.items():
        if address not in after:
            yield Change("channel_removed", {"channel": channel.channel})


def _people(name: str, old: Playbook, new: Playbook) -> Iterator[Change]:
    before, after = _ids(getattr(old, name)), _ids(getattr(new, name))
    for person in after:
        if person not in before:
            yield Change(f"{name}_added", {"person": person})
    for person in before:
        if person not in after:
            yield Change(f"{name}_removed", {"person": person})


def _ids(people: Iterable[object]) -> list[str]:
    addresses = (getattr(each, "person", each) for each in people)
    return [getattr(address, "id", str(address)) for address in addresses]


def _list(kind: Kind, old: Playbook, new: Playbook) -> Iterator[Change]:
    before: Sequence[Item] = getattr(old, kind.files)
    after: Sequence[Item] = getattr(new, kind.files)
    known = {item.id: item for item in before}
    for item in after:
        was = known.pop(item.id, None)
        if was is None:
            yield Change("item_added", {"kind": kind.name, "title": item.title})
        elif fields := _changed(was, item):
            values = {"kind": kind.name, "title": item.title, "fields": ", ".join(fields)}
            yield Change("item_changed", values)
    for item in known.values():
        yield Change("item_removed", {"kind": kind.name, "title": item.title})
    kept = [item.id for item in before if any(item.id == each.id for each in after)]
    if kept != [item.id for item in after if item.id in {each.id for each in before}]:
        yield Change("order", {"kind": kind.name})


def _page(kind: Kind, old: Playbook, new: Playbook) -> Iterator[Change]:
    before: Drawn | None = getattr(old, kind.files)
    after: Drawn | None = getattr(new, kind.files)
    if before is None and after is not None:
        yield Change("page_added", {"kind": kind.name})
    elif before is not None and after is None:
        yield Change("page_removed", {"kind": kind.name})
    elif before is not None and after is not None and (fields := _changed(before, after)):
        yield Change("page_changed", {"kind": kind.name, "fields": ", ".join(fields)})


def _changed(old: object, new: object) -> list[str]:
    fields = type(new).model_fields  # type: ignore[attr-defined]
    return [
        written.alias or name for name, written in fields.items() if getattr(old, name) != getattr(new, name)
    ]
