"""The networks of a playbook: known ones by their id, changed ones and new ones with an address to open (R55)."""

import re
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from bot.domain.share import NETWORKS, Network
from bot.playbook.fields import Label, Short, Slug, wrong

_ADDRESS: Final = re.compile(
    r"https://(?:[^\s/?#{}]+|\{instance\})(?:/[^\s{}?]*)?\?(?:[^\s{}]|\{text\}|\{url\})+"
)
_MAIL: Final = "mailto:?"


def _template(value: object) -> object:
    """Refuse an address that would not open a page with the text or the link in it."""
    if isinstance(value, str):
        fills = {"{text}", "{url}"} & set(re.findall(r"\{\w+\}", value))
        if not fills or not (_ADDRESS.fullmatch(value) or value.startswith(_MAIL)):
            raise wrong("not_a_template", word=value, text="{text}", url="{url}")
    return value


Template = Annotated[
    str,
    BeforeValidator(_template),
    WithJsonSchema({"type": "string", "pattern": r"^(https://|mailto:\?).*\{(text|url)\}"}),
]
Counter = Literal["utf16", "weighted", "shortened", "emoji_bytes", "placeholders", "encoded"]


class ChosenNetwork(Short):
    """A network that is offered. A known one needs its id alone; what is written beside it replaces what is known."""

    id: Slug = Field(
        description="Its short name; known are linkedin, x, facebook, bluesky, threads, mastodon, email and copy.",
        examples=["linkedin"],
    )
    name: Label | None = Field(default=None, description="What its button says.", examples=["Our blog"])
    template: Template | None = Field(
        default=None,
        description="The address that opens its own page, with {text} and {url} where they belong.",
        examples=["https://social.example.com/share?text={text}&url={url}"],
    )
    limit: int | None = Field(
        default=None,
        ge=0,
        le=100_000,
        description="The longest text it takes, in characters; 0 for no limit.",
        examples=[500],
    )
    counter: Counter | None = Field(
        default=None, description="How it counts characters; utf16 is usual.", examples=["utf16"]
    )

    @property
    def is_known(self) -> bool:
        """Tell whether it is one of NETWORKS."""
        return self.id in NETWORKS

    @property
    def network(self) -> Network:
        """Give it as the rest of the house knows it."""
        known = NETWORKS.get(self.id)
        template = self.template or (known.template if known else "")
        takes: Literal["text+url", "url", "text"] = known.takes if known else "text"
        if self.template:
            has_text, has_url = "{text}" in template, "{url}" in template
            takes = "text+url" if has_text and has_url else "text" if has_text else "url"
        limit = self.limit if self.limit is not None else (known.limit if known else 0)
        counter = self.counter or (known.counter if known else "utf16")
        cost = known.link_cost if known and not self.template else 0
        name = self.name or (known.name if known else self.id)
        return Network(self.id, name, template, counter, limit, takes, cost)


def every_network() -> tuple[ChosenNetwork, ...]:
    """Offer all that are known, in their usual order."""
    return tuple(ChosenNetwork(id=each) for each in NETWORKS)
