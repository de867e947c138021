"""Which changes made in the browser reach the books? Those that Fava's own handler made in a copy, and that add no finding to it."""

from __future__ import annotations

import contextlib
import threading
from http import HTTPStatus
from inspect import unwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fava.context import g
from fava.core import EntryNotFoundForHashError
from fava.core.file import ExternallyChangedError, InvalidUnicodeError, NonSourceFileError
from fava.helpers import FavaAPIError
from fava.json_api import (
    InvalidJsonRequestError,
    json_err,
    json_success,
    validate_func_arguments,
)
from flask import request

from ledger import places, store
from reports.serving.copied import Copy, name_of
from reports.serving.judging import judge, judge_place
from reports.serving.refused import BusyError, RefusedError, StaleError
from reports.serving.staging import staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.wrappers import Response

    from reports.serving.staging import Stage
    from reports.serving.versions import Shelves, Versions

#: Fava's handlers that change the ledger, and those that only look as if they did.
CHANGES = (
    "json_api.put_source",
    "json_api.put_source_slice",
    "json_api.delete_source_slice",
    "json_api.put_add_entries",
)
HARMLESS = ("json_api.put_format_source",)
_READS = ("GET", "HEAD", "OPTIONS")
#: How long a save waits for those before it, and for an import or close, in seconds.
QUEUE_SECONDS = 60.0
LOCK_SECONDS = 10.0
_AGAIN = "Nothing was saved. Copy what you wrote, reload the page, and put it in again."


def enable(app: Flask, shelves: Shelves) -> None:
    """Let *app*, Fava on *shelves*, change ledgers: sources, parts of them and new entries, each as :func:`edit` says."""
    queues: dict[Path, threading.Lock] = {}

    @app.before_request
    def _refuse_others() -> Response | None:
        if request.method in _READS or request.endpoint in (*CHANGES, *HARMLESS):
            return None
        refusal = json_err(
            "In the browser, sources are edited and entries are added; nothing else is written.",
            HTTPStatus.METHOD_NOT_ALLOWED,
        )
        refusal.headers["Allow"] = "GET, HEAD"
        return refusal

    def in_a_copy(handler: Callable[..., Any]) -> Callable[[], Response]:
        read_arguments = cast("Callable[[Any], list[Any]]", validate_func_arguments(handler))

        def view() -> Response:
            given = request.args if request.method == "DELETE" else request.get_json(silent=True)
            if request.method != "DELETE" and not isinstance(given, dict):
                raise InvalidJsonRequestError
            arguments = read_arguments(given)
            versions = shelves.versions(str(g.beancount_file_slug))
            queue = queues.setdefault(versions.path.parent, threading.Lock())
            try:
                with _in_turn(queue, versions.path.parent):
                    done = edit(versions, handler, arguments, str(request.environ.get("REMOTE_USER") or ""))
            except RefusedError as refused:
                return json_err(str(refused), refused.status)
            g.ledger = versions.after_write()
            return json_success(done)

        return view

    for name in CHANGES:
        # Below Fava's reading of arguments and its answer lies the handler itself.
        app.view_functions[name] = in_a_copy(unwrap(app.view_functions[name]))


def edit(versions: Versions, handler: Callable[..., Any], arguments: list[Any], user: str) -> Any:
    """Run Fava's *handler* on a copy of the ledger, put what it changed in the place of the original, and return its answer.

    For whoever holds the folder's lock. Raises :class:`RefusedError` where the change may not be made; then nothing was written.
    """
    version = versions.after_write()
    if versions.problem:
        raise StaleError(f"Not saved. {versions.behind}")
    try:
        with staged(version.shelf.book) as stage:
            g.ledger = Copy(version, stage, name_of(user))
            try:
                done = _run(handler, _in_the_copy(stage, handler, arguments))
            finally:
                g.ledger = version
            changed = stage.changed()
            if len(changed) > 1:
                named = " and ".join(places.short(path, version.shelf.book.folder) for path in sorted(changed))
                raise RefusedError(
                    f"Not saved: this belongs into {named}. Save what belongs into each by itself, so that no half of it can be lost."
                )
            for path, content in changed.items():
                judge_place(version.shelf.book, path, stage.copied.get(path, b""), content)
                judge(stage, stage.load(), path)
                _put(versions, path, stage.copied.get(path), content)
            return done
    except store.NotWrittenError as problem:
        raise BusyError(f"Not saved: {problem}.") from problem
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        raise BusyError(
            f"Not saved: the ledger could not be copied to check the change: {problem.strerror or problem}{where}."
        ) from problem


@contextlib.contextmanager
def _in_turn(queue: threading.Lock, folder: Path) -> Iterator[None]:
    """Hold the lock of *folder*, after the other saves of this server; raise :class:`BusyError` where others take too long."""
    if not queue.acquire(timeout=QUEUE_SECONDS):
        raise BusyError("Not saved: too many others are saving just now. Try again in a minute.")
    try:
        with store.locked(folder, LOCK_SECONDS):
            yield
    except store.LockedError as problem:
        raise BusyError(f"Not saved: {problem}.") from problem
    except store.NotWrittenError as problem:
        raise BusyError(f"Not saved: {problem}.") from problem
    finally:
        queue.release()


def _in_the_copy(stage: Stage, handler: Callable[..., Any], arguments: list[Any]) -> list[Any]:
    """Return the *arguments* of the handler with the place of the copy in place of the file that a source is to be saved to."""
    if handler.__name__ != "put_source":
        return arguments
    path, *rest = arguments
    if path not in stage.book.options["include"]:
        raise RefusedError(f"Not saved: {places.short(path, stage.book.folder)} is no file of this ledger.")
    return [str(stage.of(Path(path))), *rest]


def _run(handler: Callable[..., Any], arguments: list[Any]) -> Any:
    """Return the answer of Fava's handler; raise a :class:`RefusedError` for what Fava gives other, or no, sentences for."""
    try:
        return handler(*arguments)
    except (ExternallyChangedError, EntryNotFoundForHashError) as problem:
        raise StaleError(f"Somebody else changed this since you opened it. {_AGAIN}") from problem
    except (NonSourceFileError, InvalidUnicodeError, UnicodeError) as problem:
        raise RefusedError("Not saved: the text has signs that a ledger file cannot hold (it is UTF-8).") from problem
    except FavaAPIError as problem:
        raise RefusedError(f"Not saved: {problem.message}") from problem
    except (AttributeError, TypeError, LookupError, ValueError, ArithmeticError) as problem:
        raise RefusedError(
            f"Not saved: what was sent is not an entry as Fava sends one ({type(problem).__name__})."
        ) from problem


def _put(versions: Versions, path: Path, before: bytes | None, content: bytes) -> None:
    """Put *content* in the place of the file at *path*, unless somebody changed the books since it was copied."""
    with store.staged(path, content):
        now = path.read_bytes() if path.exists() else None
        if now != before or not versions.is_current():
            raise StaleError(f"Another program changed the books while this was checked. {_AGAIN}")
