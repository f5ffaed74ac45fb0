"""`python -m feeds`: the gateway. `--worker N` is what its supervisor starts."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys

from data.settings import Settings
from feeds import redact, supervisor, worker
from feeds.mark import NoFontError

log = logging.getLogger("feeds")


def main() -> int:
    """Run the supervisor, or one worker."""
    parser = argparse.ArgumentParser(prog="feeds", description="The video gateway")
    parser.add_argument("--worker", type=int, help="run worker N itself (started by the supervisor)")
    given = parser.parse_args()
    redact.configure()
    settings = Settings.load()
    if given.worker is None:
        return supervisor.supervise(settings)
    return _work(settings, given.worker)


def _work(settings: Settings, number: int) -> int:
    code = 0
    try:
        asyncio.run(worker.serve(settings, number))
    except OSError as error:
        log.error("port %d cannot be used: %s", settings.feeds_port + number, error.strerror)  # noqa: TRY400 - no trace needed
        code = 1
    except NoFontError:
        log.error("no font for the mark: install fonts-noto-cjk")  # noqa: TRY400 - as above
        code = 1
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)  # a thread that waits for a camera or the database holds nobody up


if __name__ == "__main__":
    sys.exit(main())
