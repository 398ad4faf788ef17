"""Cases that went wrong once, as `make torture` printed them."""

REGRESSIONS: tuple[str, ...] = (
    # An hour of silence made the day a free one in the rig's own first form; the reminder is due and comes.
    "nudge/teams/sqlite/5/354/2/bot.usecases.plan_daily:places#1 after entering reading",
)
