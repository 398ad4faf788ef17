"""The rich_text block: sections, lists, quotes and preformatted text, and the inline elements in them."""

from sandbox.blockkit.objects import Findings, Json

_INLINE: dict[str, tuple[str, ...]] = {
    "broadcast": ("range",),
    "channel": ("channel_id",),
    "color": ("value",),
    "date": ("timestamp", "format"),
    "emoji": ("name",),
    "link": ("url",),
    "text": ("text",),
    "user": ("user_id",),
    "usergroup": ("usergroup_id",),
}
"""Type to required fields."""
_INLINE_ALLOWED = ("style", "text", "unsafe", "url", "fallback", "unicode", "skin_tone", "team_id")
_PREFORMATTED = frozenset({"text", "link"})
_PARTS: dict[str, tuple[str, ...]] = {
    "rich_text_list": ("style", "indent", "offset", "border"),
    "rich_text_preformatted": ("border", "language"),
    "rich_text_quote": ("border",),
    "rich_text_section": (),
}
"""Type to optional fields."""
_MANY = 10_000
_MAX_TEXT = 40_000


def rich_text(found: Findings, block: Json, where: str) -> None:
    """Check a rich_text block."""
    found.shape(block, where, ("elements",))
    for part, spot in found.items(block, "elements", where, _MANY):
        if not found.is_typed(part, spot, _PARTS):
            continue
        kind = part["type"]
        found.shape(part, spot, ("elements",), _PARTS[kind])
        for inner, inner_spot in found.items(part, "elements", spot, _MANY, at_least=0):
            if kind == "rich_text_list":
                _list_item(found, inner, inner_spot)
            else:
                _inline(found, inner, inner_spot, _PREFORMATTED if kind.endswith("preformatted") else None)


def _list_item(found: Findings, item: object, where: str) -> None:
    if found.is_typed(item, where, ("rich_text_section",)):
        found.shape(item, where, ("elements",))
        for inner, spot in found.items(item, "elements", where, _MANY, at_least=0):
            _inline(found, inner, spot, None)


def _inline(found: Findings, value: object, where: str, allowed: frozenset[str] | None) -> None:
    if not found.is_typed(value, where, allowed or _INLINE):
        return
    found.shape(value, where, _INLINE[value["type"]], _INLINE_ALLOWED)
    found.string(value, "text", where, _MAX_TEXT, at_least=1)
    found.address(value, "url", where)
    if isinstance(style := value.get("style"), dict):
        found.shape(
            style, f"{where}/style", (), ("bold", "italic", "strike", "code", "underline", "highlight")
        )
