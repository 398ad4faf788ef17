"""The table of examples that colleagues gave."""

from datetime import date
from typing import Final

from store.kept import OF_PLATFORM, OF_WORKSPACE, Kept, kept, key, table_of


class ExampleRow(Kept, table=True):
    __tablename__ = "example"
    __table_args__ = (
        {
            "comment": "Posts that colleagues gave as examples, each with its author's written consent. Shown to everybody once "
            "a champion has added what makes it good. Removed at once when the author takes it back, leaves, or a champion "
            "declines it; ninety days after it was given if it still waits, and a year after it was shown"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    id: str = key(
        "A keyed fingerprint of author and words, so that what is sent twice is kept once; it tells nothing of them"
    )
    user_id: str = kept("The platform's id of the author, who alone can take it back")
    playbook: str = kept("The programme whose champions look at it")
    given_on: date = kept("The date on which the author gave it and agreed")
    text: bytes = kept("The post and its link, encrypted with the bot's key", sealed="example")
    consent: str = kept("The sentence the author agreed to, as it was shown")
    names_author: bool = kept("Whether the author said that their name may stand beside it", default=False)
    notes: bytes = kept(
        "What champions say makes it good, encrypted with the bot's key; empty while it waits",
        sealed="example",
        default=b"",
    )
    shown_on: date | None = kept("Since when it is shown to everybody; empty while it waits", default=None)


EXAMPLE: Final = table_of(ExampleRow)
