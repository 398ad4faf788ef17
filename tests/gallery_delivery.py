"""What admins see of posts that did not go their way."""

from dataclasses import replace

from bot.cards.elements import Card
from bot.domain.delivery import Halt
from bot.domain.posts import Post
from bot.playbook.kinds.share import Share
from bot.screens.delivery import Doubt, halted_card, held_card, refused_card, reinstall_card, status_card
from bot.texts import Words
from tests.factories import NOON


def delivery_screens(words: Words, post: Post, share: Share) -> dict[str, Card]:
    """Name -> card."""
    doubt = Doubt(f"{post.id}.1", share.title, post.place, NOON)
    halt = Halt("slack", "T0SANDBOX", "C0SHARES", "is_archived", NOON)
    return {
        "post in doubt": held_card(words, doubt),
        "channel stopped": halted_card(words, post.place, "is_archived"),
        "workspace stopped": halted_card(words, replace(post.place, channel=""), "token_revoked"),
        "post refused": refused_card(words, share.title, post.place, "msg_too_long"),
        "install again": reinstall_card(
            words, "Hammerfest Works", "invalid_refresh_token", "https://bot.example.com/slack/install"
        ),
        "status": status_card(words, [doubt], [halt]),
        "status, all well": status_card(words, [], []),
    }
