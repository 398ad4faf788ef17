"""The fork server: one process that has imported everything, with failpoints, and forks a child for each life of the bot.

`python -m tests.faults.zygote SOCKET PLAYBOOKS`. Whoever connects to the socket gets one life, and at its end how it ended.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.failpoints import Failpoints
from tests.faults.workflows import WORKFLOWS

READY = "ready"


@dataclass
class Fate:
    """Counts the points that a life passes, and ends it at the one that was chosen."""

    point: str = ""
    """Die here, when it is reached for the time `nth`;"""
    nth: int = 1
    after: int = 0
    """or when so many points have been passed, whichever they are. 0: never."""
    line: socket.socket | None = None
    trail: list[str] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def hit(self, point: str) -> None:
        """Pass a point, or die at it as a machine does that loses its power."""
        if self.line is None:
            return  # nobody lives yet
        self.trail.append(point)
        self._counts[point] += 1
        is_chosen = point == self.point and self._counts[point] == self.nth
        if is_chosen or len(self.trail) == self.after:
            self.tell("killed", point=point, nth=self._counts[point], passed=len(self.trail))
            os.kill(os.getpid(), signal.SIGKILL)

    def tell(self, what: str, **facts: Any) -> None:
        """Send the judge a line."""
        if self.line is not None:
            self.line.sendall(json.dumps({"what": what, **facts}).encode() + b"\n")


def serve(address: str, folder: Path) -> None:
    """Give one life after another, until the judge is gone."""
    fate = Fate()
    Failpoints(WORKFLOWS, fate.hit).install()
    # Everything that a life needs, and nothing of it before the hook.
    life = import_module("tests.faults.life")
    prepared = life.prepare(folder)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print(READY, flush=True)
        # From here on nobody reads this pipe; what lives write goes where errors go.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        while True:
            # The other end of standard input is the judge's: when it is gone, nobody will ask for a life again.
            if sys.stdin in select.select([listener, sys.stdin], [], [])[0]:
                return
            line, _ = listener.accept()
            with line:
                child = os.fork()
                if child == 0:
                    listener.close()
                    _live(life, prepared, line, fate)
                line.sendall(json.dumps({"what": "born", "pid": child}).encode() + b"\n")
                # Its locks are free once it is reaped; only then is the judge told that it is over.
                _, status = os.waitpid(child, 0)
                with suppress(OSError):
                    line.sendall(json.dumps({"what": "over", "status": status}).encode() + b"\n")
                    # What the dead had not read would otherwise end the line before the judge has read it all.
                    while line.recv(4096):
                        pass


def _live(life: Any, prepared: Any, line: socket.socket, fate: Fate) -> None:
    status = 1
    try:
        life.live(prepared, line, fate)
        status = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
