"""The guard alone, over an application that says what reached it."""

from __future__ import annotations

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from reports.serving import queries
from reports.serving.addresses import AddressError, Allowed, OpenToAllError, bound, is_this_machine
from reports.serving.guard import DOCUMENTS, MOST_BODY, MOST_HEADERS, PAGES, Guard

ALLOWED = Allowed.of("127.0.0.1", 5000, ("budget.example.gov.uk", "other.example:8443"))
EVERY_ANSWER = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": PAGES,
    "Cache-Control": "no-store",
}


class Asked:
    """One request through the guard: what came back, and the environment that the application saw, if it did."""

    def __init__(self, method="GET", path="/", *, may_edit=False, app=None, guard=None, query="", **environ):
        self.reached = None
        self.status = ""
        self.headers = {}
        sent = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost:5000",
            "wsgi.input": io.BytesIO(),
            **environ,
        }
        guard = guard or Guard(app or self._app, ALLOWED, may_edit=may_edit)
        self.body = b"".join(guard({name: value for name, value in sent.items() if value is not None}, self._started))

    def _app(self, environ, start_response):
        self.reached = environ
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "5"), ("ETag", '"1"')])
        return [b"books"]

    def _started(self, status, headers, _exc_info=None):
        self.status, self.headers = status, dict(headers)
        return lambda _: None

    @property
    def is_refused(self):
        return self.reached is None


@pytest.mark.parametrize(
    "host",
    ["localhost:5000", "LOCALHOST:5000", "127.0.0.1:5000", "[::1]:5000", "budget.example.gov.uk", "budget.example.gov.uk:443",
     "budget.example.gov.uk:5000", "other.example:8443"],
)  # fmt: skip
def test_the_server_answers_to_its_own_names(host):
    assert Asked(HTTP_HOST=host).body == b"books"


@pytest.mark.parametrize(
    "host",
    [None, "", "evil.example", "evil.example:5000", "localhost", "localhost:5001", "localhost:5000.evil.example", "localhost:5000@evil.example",
     "evil.example/localhost:5000", "localhost:5000, evil.example", "other.example", "budget.example.gov.uk:8443", "localhost.:5000",
     "localhost:\u0665\u0660\u0660\u0660", " localhost:5000"],
)  # fmt: skip
def test_and_to_no_other(host):
    asked = Asked(HTTP_HOST=host)
    assert asked.is_refused
    assert asked.status == "403 Forbidden"
    assert b"--allowed-host" in asked.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
@pytest.mark.parametrize(
    "said",
    [
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://localhost:8080", "HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "http://localhost:5000@evil.example"},
        {"HTTP_ORIGIN": "file://localhost:5000"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {},
    ],
)
def test_another_page_changes_nothing(method, said):
    asked = Asked(method, "/x/api/source", may_edit=True, **said)
    assert asked.is_refused
    assert asked.status == "403 Forbidden"


@pytest.mark.parametrize("said", [{"HTTP_ORIGIN": "http://localhost:5000"}, {"HTTP_SEC_FETCH_SITE": "same-origin"}])
def test_our_own_page_does_where_it_may(said):
    assert Asked("PUT", "/x/api/source", may_edit=True, **said).body == b"books"
    asked = Asked("PUT", "/x/api/source", **said)
    assert asked.is_refused
    assert (asked.status, asked.headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD, OPTIONS")
    assert b"read-only" in asked.body


def test_another_page_embeds_nothing_of_ours_but_may_lead_to_us():
    assert Asked(HTTP_SEC_FETCH_SITE="cross-site", HTTP_SEC_FETCH_MODE="no-cors").is_refused
    assert Asked(HTTP_SEC_FETCH_SITE="same-site", HTTP_SEC_FETCH_MODE="cors").is_refused
    assert not Asked(HTTP_SEC_FETCH_SITE="cross-site", HTTP_SEC_FETCH_MODE="navigate").is_refused
    assert not Asked(HTTP_SEC_FETCH_SITE="same-origin", HTTP_SEC_FETCH_MODE="cors").is_refused
    assert not Asked(HTTP_SEC_FETCH_SITE="none", HTTP_SEC_FETCH_MODE="navigate").is_refused


OURS = {"HTTP_ORIGIN": "http://localhost:5000", "may_edit": True}


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/x/api/source"), ("PUT", "/x/api/source_slice"), ("DELETE", "/x/api/source_slice"), ("PUT", "/x/api/add_entries"),
     ("PUT", "/x/api/format_source")],
)  # fmt: skip
def test_editing_has_these_calls(method, path):
    assert not Asked(method, path, **OURS).is_refused


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/x/api/source"), ("PUT", "/x/api/move"), ("PUT", "/x/api/add_document"), ("PUT", "/x/api/attach_document"),
     ("DELETE", "/x/api/document"), ("PUT", "/x/api/upload_import_file"), ("POST", "/x/extension/Any/write"),
     ("PUT", "/x/extension/Any/source"), ("PUT", "/x/y/api/source"), ("PUT", "/x/api/source/"), ("PUT", "//api/source"),
     ("PUT", "/x/api/source\n"), ("POST", "/x/api/source"), ("PATCH", "/x/api/source"), ("TRACE", "/"), ("PROPFIND", "/")],
)  # fmt: skip
def test_and_no_others(method, path):
    asked = Asked(method, path, **OURS)
    assert asked.is_refused
    assert asked.status == "405 Method Not Allowed"
    assert asked.headers["Allow"].startswith("GET, HEAD, OPTIONS")


def test_head_is_get_without_a_body():
    asked = Asked("HEAD")
    assert asked.reached["REQUEST_METHOD"] == "GET"
    assert (asked.status, asked.body, asked.headers["Content-Length"]) == ("200 OK", b"", "5")


def test_options_says_what_may_be_done_and_reaches_nothing():
    asked = Asked("OPTIONS", "/x/api/source_slice", may_edit=True)
    assert asked.is_refused
    assert (asked.status, asked.headers["Allow"]) == ("204 No Content", "GET, HEAD, OPTIONS, PUT, DELETE")


@pytest.mark.parametrize(
    "asked",
    [Asked(), Asked("POST"), Asked(HTTP_HOST="evil.example"), Asked("OPTIONS"), Asked("HEAD"), Asked(CONTENT_LENGTH="x"),
     Asked(app=lambda *_: 1 / 0)],
    ids=["page", "405", "403", "options", "head", "400", "500"],
)  # fmt: skip
def test_every_answer_is_secured(asked):
    assert EVERY_ANSWER.items() <= asked.headers.items()
    assert "ETag" not in asked.headers


def test_files_of_fava_may_be_kept():
    asked = Asked(path="/static/app.js")
    assert "Cache-Control" not in asked.headers
    assert asked.headers["ETag"] == '"1"'
    assert asked.headers["X-Frame-Options"] == "DENY"


def test_a_document_runs_nothing():
    assert Asked(path="/x/document/").headers["Content-Security-Policy"] == DOCUMENTS
    assert Asked(path="/x//statement/").headers["Content-Security-Policy"] == DOCUMENTS


def test_an_application_that_fails_says_nothing_of_this_machine(capsys):
    def fails(_environ, _start_response):
        raise RuntimeError("/srv/books is gone")

    asked = Asked(app=fails)
    assert asked.status == "500 Internal Server Error"
    assert b"/srv/books" not in asked.body
    assert b"Traceback" not in asked.body
    assert "/srv/books is gone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"query": "x" * (MOST_HEADERS + 1)}, "414"),
        ({"HTTP_COOKIE": "x" * (MOST_HEADERS + 1)}, "431"),
        ({"CONTENT_LENGTH": str(MOST_BODY + 1)}, "413"),
        ({"CONTENT_LENGTH": "9" * 5000}, "413"),
        ({"CONTENT_LENGTH": "-1"}, "400"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "411"),
    ],
)
def test_too_much_is_refused(environ, status):
    asked = Asked(**environ)
    assert asked.is_refused
    assert asked.status.startswith(status)


@pytest.mark.parametrize(
    ("page", "leads_back_to"),
    [
        ("http://localhost:5000/x/journal/?time=2012", "http://localhost:5000/x/journal/?time=2012"),
        ("http://localhost:5000//evil.example/", "http://localhost:5000//evil.example/"),
        ("http://evil.example/", "/"),
        ("http://localhost:5000@evil.example/", "/"),
        ("http://evil.example\\@localhost:5000/", "/"),
        ("http://localhost:5000\\.evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("//evil.example/", "/"),
        (None, "/"),
    ],
)
def test_a_jump_leads_back_to_our_own_page_alone(page, leads_back_to):
    assert Asked(path="/jump", HTTP_REFERER=page).reached["HTTP_REFERER"] == leads_back_to


@pytest.mark.parametrize(
    "query",
    ["SELECT account", "  select 1", "BALANCES", "journal 'x'", "print", "run spent", ".run spent", "help", ".help", "", "run"],
)  # fmt: skip
def test_queries_that_read_are_run(query):
    assert queries._reads(query)


@pytest.mark.parametrize(
    "query",
    [".output /tmp/x", " .output x", "\u00a0.output x", "output x", ".set format csv", "set", "set format csv", "CREATE TABLE x USING 'csv:/etc/passwd'",
     "INSERT INTO x VALUES (1)", "!ls", "?x", ".select", ".print", "selected", "clear", "edit", "/* */ .output x", "history", ".parse x",
     "select_x", "run_x", "1"],
)  # fmt: skip
def test_queries_that_do_more_are_not(query):
    assert not queries._reads(query)


@pytest.mark.parametrize(
    "path", ["/x/api/query", "/x/api/query/", "/x//api/query", "/x/download-query/query_result.csv"]
)
def test_and_every_way_to_ask_one_is_looked_at(path):
    asked = Asked(path=path, query="time=2012&query_string=%2Eoutput+x")
    assert asked.is_refused
    assert asked.status == "400 Bad Request"
    assert Asked(path=path, query="query_string=SELECT+1&query_string=.output+x").is_refused
    assert not Asked(path=path, query="query_string=SELECT+1").is_refused


def test_queries_are_run_one_after_the_other():
    now, most = [], []

    def app(_environ, start_response):
        now.append(1)
        most.append(len(now))
        time.sleep(0.02)
        now.pop()
        start_response("200 OK", [])
        return []

    guard = Guard(app, ALLOWED)
    with ThreadPoolExecutor(8) as users:
        list(users.map(lambda _: Asked(path="/x/api/query", query="query_string=SELECT+1", guard=guard), range(8)))
    assert most == [1] * 8


def test_and_pages_side_by_side():
    both = threading.Barrier(2, timeout=20)

    def app(_environ, start_response):
        both.wait()
        start_response("200 OK", [])
        return []

    with ThreadPoolExecutor(2) as users:
        assert {one.status for one in users.map(lambda _: Asked(path="/x/api/journal", app=app), range(2))} == {
            "200 OK"
        }


def test_a_name_that_is_none_is_told():
    with pytest.raises(AddressError, match="--allowed-host 'http://x/' is no name"):
        Allowed.of("127.0.0.1", 5000, ("http://x/",))


def test_the_webs_own_port_needs_no_number():
    assert Allowed.of("127.0.0.1", 80).is_host("localhost")
    assert not Allowed.of("127.0.0.1", 8080).is_host("localhost")


def test_addresses_of_this_machine_are_told_from_others():
    assert [is_this_machine(bound(one)) for one in ("localhost", "127.0.0.1", "127.1.2.3")] == [True] * 3
    assert not is_this_machine("0.0.0.0")  # noqa: S104
    assert not is_this_machine("192.0.2.1")
    with pytest.raises(AddressError, match="no address that this machine knows"):
        bound("no such host.invalid")
    assert "--password-file" in str(OpenToAllError("0.0.0.0"))  # noqa: S104
