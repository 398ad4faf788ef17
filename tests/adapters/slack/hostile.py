"""Words that try to be more than words, and a reader of what painted blocks would make of them."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

_ATTACKS = (
    "<!channel>", "<!here>", "<!everyone>", "<!channel|x>", "<@U0ALEX>", "<@W0ALEX>", "<@U0ALEX|alex>", "<#C0SHARES>",
    "<#C0SHARES|shares>", "<!subteam^S012|@all>", "<!date^0^{date}^https://evil.example|today>",
    "<https://evil.example|your bank>", "<https://evil.example>", "<mailto:a@evil.example|mail>", "<javascript:x|x>",
    "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "&#60;!channel&#62;", "< !channel >", "<!chan\u200bnel>", "<\u2060!here>",
    "*bold*", "_italic_", "~struck~", "`code`", "```fence```", "*_~all~_*", "* a *", "**", "__", "_*_", "*a\nb*",
    "> quote", ">>> long quote", "&gt; quote", "\n> quote", "• point", "1. one", "# heading", "---", "[x](https://evil.example)",
    "![x](https://evil.example/x.png)", "@channel", "@here", "@everyone", "#general", ":tada:", ":boom::skin-tone-2:",
    "https://evil.example/?a=1&b=2", "evil.example", "a@evil.example", "\ufdd0U0ALEX\ufdd1", "\ufdd0U0ALEX", "{}", "{0}", "%s",
    "\u202e<!channel>", "\u2066<@U0ALEX>\u2069", "\u200b*\u200bb\u200b*", "\ufeff<!here>", "|", "<|>", "<>", "><", "&", "&&lt;",
    "\\*x\\*", "\x00<!channel>", "\x1b[31mred", "\r\n<!here>", "\u2028<!here>", "\ud83d", "e\u0301", "\U000e0001\U000e0041",
    "<svg onload=x>", "</script>", "'\"", "$(x)", "=1+1",
)  # fmt: skip
_AROUND = ("{}", "a {} b", "a{}b", "\n{}", "*{}*", "_{}_ ", "<{}>", "é {}\u202e é")
STRINGS = tuple(around.replace("{}", attack) for attack, around in product(_ATTACKS, _AROUND))
"""More than 500."""

_CONTROL = re.compile(r"<[^<>]*>")
_STYLED = re.compile(r"(?<![\w*~])([*_~])(?=\S)(.+?)(?<=\S)\1(?!\w)|`[^`\n]+`|(?m:^(?:&gt;|>).*)")
"""A generous reading of Slack's mrkdwn: whatever it might format."""


def readings(painted: Any) -> Iterator[str]:
    """Tell all that is more than words: control sequences, formatting, and inline elements that are not text."""
    match painted:
        case {"type": "mrkdwn", "text": text}:
            yield from _CONTROL.findall(text)
            yield from (found[0] for found in _STYLED.finditer(_CONTROL.sub("x", text)))
        case {"type": "rich_text_section" | "rich_text_quote", "elements": elements}:
            yield from (
                f"{each['type']}:{each.get('url') or each.get('user_id')}"
                for each in elements
                if each["type"] != "text"
            )
            yield from (f"styled:{each['text']}" for each in elements if each.get("style"))
        case {"type": "button", "url": url}:
            yield f"button:{url}"
        case dict():
            for inner in painted.values():
                yield from readings(inner)
        case list():
            for inner in painted:
                yield from readings(inner)


def strings(painted: Any) -> Iterator[str]:
    """Tell every string that people see or hear."""
    match painted:
        case str():
            yield painted
        case dict():
            for name, inner in painted.items():
                if name not in {"type", "action_id", "block_id", "callback_id", "value"}:
                    yield from strings(inner)
        case list():
            for inner in painted:
                yield from strings(inner)
