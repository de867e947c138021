"""Why is a change that was made in the browser not saved? A sentence for whoever made it, and the status that goes with it."""

from __future__ import annotations

from http import HTTPStatus


class RefusedError(Exception):
    """A change is not saved, and nothing was written: the message says why, and what to do."""

    status = HTTPStatus.BAD_REQUEST


class StaleError(RefusedError):
    """The books are no longer what the change was made in."""

    status = HTTPStatus.CONFLICT


class BusyError(RefusedError):
    """Nothing can be written at present: somebody else writes, or the disk does not let us."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
