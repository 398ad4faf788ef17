"""How the workplace tells that something changed, so that nobody has to poll."""

import asyncio


class Changes:
    """A version that grows, and a way to wait for it to grow."""

    def __init__(self) -> None:
        self.version = 0
        self._waiters: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        """Count a change and wake those who wait."""
        self.version += 1
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def after(self, version: int, seconds: float | None = None) -> bool:
        """Wait until the version is greater than `version`. False: `seconds` of real time passed first."""
        if self.version > version:
            return True
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait([waiter], timeout=seconds)
        finally:
            self._waiters.discard(waiter)
        return self.version > version
