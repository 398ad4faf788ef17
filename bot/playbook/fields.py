"""The types of playbook fields: each reads the text an admin wrote, and says in one code what is wrong with it."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from bot.domain.share import LinkError, checked
from bot.playbook.guess import nearest

_BREAKS: Final = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_LOOSE_TIME: Final = re.compile(r"(\d{1,2})\s*(?:[hH.:]\s*(\d{2})?)?\s*(?:([aApP])\.?[mM]\.?)?")
_EMOJI: Final = re.compile(r":?([a-z0-9][a-z0-9_+'-]*|\+1|-1):?")
_HASHTAG: Final = re.compile(r"#?(\w*[^\W\d]\w*)")
_GUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ID_SHAPES: Final = {
    "slack": {
        "workspace": re.compile("[TE][A-Z0-9]{2,}"),
        "channel": re.compile("[CG][A-Z0-9]{2,}"),
        "person": re.compile("[UW][A-Z0-9]{2,}"),
        "group": re.compile("S[A-Z0-9]{2,}"),
    },
    "teams": {
        "workspace": re.compile(_GUID),
        "channel": re.compile(r"19:[\w-]{3,}@thread\.(?:tacv2|v2|skype)", re.ASCII),
        "person": re.compile(_GUID),
    },
}
"""How each platform spells its ids; a platform that is not here is not known."""


def is_person_id(platform: str, written: str) -> bool:
    """Tell whether something is spelled as a platform spells a person's id."""
    shapes = ID_SHAPES.get(platform)
    return bool(shapes and shapes["person"].fullmatch(written))


class Written(BaseModel):
    """A part of a playbook as an admin wrote it: immutable, and no key is ever ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Short(Written):
    """A part of which the first field alone may be written, without its key: `- linkedin` for `- id: linkedin`."""

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, value: object) -> object:
        name, first = next(iter(cls.model_fields.items()))
        return {first.alias or name: value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Let editors accept both forms."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}


def wrong(code: str, **values: str | int) -> PydanticCustomError:
    """Make the error that becomes a Problem with this code and these values."""
    # pydantic wants a template; nobody reads it, the catalogues hold the sentence.
    return PydanticCustomError(code, "{code}", {"code": code, **values})


def _one_line(value: object) -> object:
    return _BREAKS.sub(" ", value.strip()) if isinstance(value, str) else value


def _slug(value: object) -> object:
    if isinstance(value, str) and not _SLUG.fullmatch(value):
        plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
        raise wrong("not_a_slug", word=value, guess="-".join(re.findall("[a-z0-9]+", plain))[:60].strip("-"))
    return value


Slug = Annotated[
    str,
    StringConstraints(max_length=60),
    BeforeValidator(_slug),
    WithJsonSchema({"type": "string", "pattern": f"^{_SLUG.pattern}$", "maxLength": 60}),
]
"""Lower-case letters, digits and hyphens. It appears in addresses and statistics, so it stays the same for good."""

Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), BeforeValidator(_one_line)
]
"""One line that fits a card's heading (150 characters there)."""

Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), BeforeValidator(_one_line)
]
"""One line that fits a button (75 characters there)."""

Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), BeforeValidator(_one_line)
]

Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
"""Some lines of text; 1,200 characters are about a minute's reading."""


def _time(value: object) -> dt.time:
    if isinstance(value, dt.time):
        return value
    text = value if isinstance(value, str) else ""
    if match := _TIME.fullmatch(text):
        return dt.time(int(match[1]), int(match[2]))
    raise wrong("not_a_time", word=text, example=_meant_time(text))


def _meant_time(text: str) -> str:
    if match := _LOOSE_TIME.fullmatch(text.strip()):
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        hour = hour % 12 + 12 * (half == "p") if half else hour
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    return "09:30"


ClockTime = Annotated[
    dt.time,
    PlainValidator(_time),
    # Not "format: time": editors then want seconds and an offset, and underline 12:30.
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME.pattern}$", "examples": ["09:30"]}),
]


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    text = value if isinstance(value, str) else ""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        match = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
        # 03/04/2026 is March to some and April to others: show the form, guess only what has one reading.
        sure = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match and int(match[1]) > 12 else ""
        raise wrong("not_a_date", word=text, guess=sure) from None


Day = Annotated[
    dt.date, PlainValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]


def _link(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        host = urlsplit(value).hostname or ""
    except ValueError:
        host = ""
    if value.startswith("http://") and host:
        raise wrong("link_not_https", guess="https" + value.removeprefix("http"))
    try:
        is_plain = bool(checked(value)) and "." in host
    except LinkError:
        is_plain = False
    if not is_plain:
        bare = re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", value)
        raise wrong("not_a_link", word=value, guess=f"https://{value}" if bare else "")
    return value


Link = Annotated[
    str,
    StringConstraints(max_length=1000),
    BeforeValidator(_link),
    WithJsonSchema({"type": "string", "pattern": r"^https://\S+$", "maxLength": 1000}),
]


def _emoji(value: object) -> str:
    text = value if isinstance(value, str) else ""
    if match := _EMOJI.fullmatch(text):
        return match[1]
    raise wrong("not_an_emoji_name", word=text)


EmojiName = Annotated[
    str, PlainValidator(_emoji), WithJsonSchema({"type": "string", "pattern": f"^{_EMOJI.pattern}$"})
]


def _hashtag(value: object) -> str:
    text = value if isinstance(value, str) else ""
    if match := _HASHTAG.fullmatch(text):
        return match[1]
    raise wrong("not_a_hashtag", word=text)


Hashtag = Annotated[str, PlainValidator(_hashtag), WithJsonSchema({"type": "string", "pattern": r"^#?\w+$"})]
"""Kept without its `#`."""


@dataclass(frozen=True, slots=True)
class Address:
    """A channel or a person of one platform; an empty workspace stands for every workspace."""

    platform: str
    workspace: str
    id: str
    is_group: bool = False

    def names(self, platform: str, workspace: str, id_: str) -> bool:
        """Tell whether these three ids are meant."""
        return self.platform == platform and self.id == id_ and self.workspace in {"", workspace}

    def overlaps(self, other: "Address") -> bool:
        """Tell whether some place or person answers to both addresses."""
        same = (self.platform, self.id) == (other.platform, other.id)
        return same and (self.workspace == other.workspace or not self.workspace or not other.workspace)


def _address(value: object, role: str) -> Address:
    if isinstance(value, Address):
        return value
    text = value if isinstance(value, str) else ""
    platform, colon, rest = text.partition(":")
    # An id without its platform is the likeliest slip: say the whole thing.
    bare = next((name for name, shapes in ID_SHAPES.items() if shapes[role].fullmatch(text)), "")
    if bare or not colon or text.startswith(("#", "@")):
        raise wrong(f"not_a_{role}", word=text, guess=f"{bare}:{text}" if bare else "")
    if platform not in ID_SHAPES:
        raise wrong("unknown_platform", word=platform, guess=nearest(platform, ID_SHAPES))
    workspace, _, id_ = rest.rpartition("/")
    shapes = ID_SHAPES[platform]
    if not shapes[role].fullmatch(id_) or (workspace and not shapes["workspace"].fullmatch(workspace)):
        raise wrong(f"not_a_{role}", word=text, guess="")
    return Address(platform, workspace, id_)


def _pattern(*roles: str) -> str:
    """Write for editors how addresses are spelled: any platform's, with or without the workspace."""
    spelled = (
        f"{platform}:({shapes['workspace'].pattern}/)?({shapes[role].pattern})"
        for platform, shapes in ID_SHAPES.items()
        for role in roles
        if role in shapes
    )
    return f"^({'|'.join(spelled)})$"


ChannelAddress = Annotated[
    Address,
    PlainValidator(lambda value: _address(value, "channel")),
    WithJsonSchema({"type": "string", "pattern": _pattern("channel")}),
]
PersonAddress = Annotated[
    Address,
    PlainValidator(lambda value: _address(value, "person")),
    WithJsonSchema({"type": "string", "pattern": _pattern("person")}),
]


def _role_address(value: object) -> Address:
    """Read the address of a person, or of a group of people where a platform has such."""
    text = value if isinstance(value, str) else ""
    platform, _, rest = text.partition(":")
    workspace, _, id_ = rest.rpartition("/")
    shapes = ID_SHAPES.get(platform, {})
    if "group" in shapes and shapes["group"].fullmatch(id_):
        if workspace and not shapes["workspace"].fullmatch(workspace):
            raise wrong("not_a_person", word=text, guess="")
        return Address(platform, workspace, id_, is_group=True)
    return _address(value, "person")


RoleAddress = Annotated[
    Address,
    PlainValidator(_role_address),
    WithJsonSchema({"type": "string", "pattern": _pattern("person", "group")}),
]
"""A person, or in Slack a user group (`slack:S0TRAINERS`), whose members Slack is asked for when it matters."""

Places = Annotated[int, Field(ge=1, le=20)]
"""How many people may claim one post. Few on purpose: many like posts on one day read as an order."""
