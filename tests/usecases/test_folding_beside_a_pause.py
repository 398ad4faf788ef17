"""Folding old steps away on one machine while a member asks for a pause on another: neither undoes the other."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

import store as cellar
from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Pause
from bot.domain.people import Rhythm
from tests.bots import a_bot
from tests.databases import Cluster
from tests.factories import a_member

LONG_AGO = timedelta(days=600)


async def until_somebody_waits(watching: psycopg.AsyncConnection) -> None:
    """Look until a session of this database waits for a lock."""
    question = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(30):
        while True:
            [(count,)] = await (await watching.execute(question)).fetchall()
            if count:
                return


@pytest.mark.postgres
async def test_a_pause_asked_for_while_old_steps_are_folded_away_is_kept(postgres_cluster: Cluster):
    name = postgres_cluster.copy("migrated")
    url = postgres_cluster.url(name)
    stores = [await cellar.open_store(url, migrate=False) for _ in range(2)]
    watching = await psycopg.AsyncConnection.connect(url, autocommit=True)
    try:
        async with a_bot(stores[0]) as one, a_bot(stores[1]) as other:
            now = one.clock.now()
            found = a_member(joined_at=now - LONG_AGO, timezone="Europe/London", rhythm=Rhythm.DAILY)
            old = (now - timedelta(days=500)).date()
            async with stores[0].writing() as shelves:
                await shelves.members.put(replace(found, renewed_on=now.date()))
                await shelves.acts.record(
                    Act(found.person, "starter/tip/x", ActKind.TIP_READ, old, now - timedelta(days=500))
                )
            async with stores[0].writing() as shelves:
                # What the command does, stopped between its reading and its writing.
                await shelves.links.take_turn()
                held = await shelves.members.hold(found.person)
                assert held is not None
                folding = asyncio.create_task(other.engine.tick(now))
                await until_somebody_waits(watching)
                paused = replace(held, pauses=(Pause(now.date(), None, now),))
                await shelves.members.put(paused)
            await folding
            async with stores[1].reading() as shelves:
                kept = await shelves.members.get(found.person)
                acts = await shelves.acts.of(found.person)
            assert acts == []
            assert kept is not None
            assert len(kept.pauses) == 1
    finally:
        await watching.close()
        for opened in stores:
            await opened.close()
        postgres_cluster.drop(name)
