"""The real server over Fava: what other pages, other names and odd requests get, and that nothing on the disk changes."""

from __future__ import annotations

import gc
import hashlib
import inspect
import itertools
import json
import socket
from urllib.parse import quote, urlencode

import pytest
from fava.application import create_app
from fava.beans.funcs import hash_entry

from reports.serving import wire

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "MKCOL")
SECURED = (
    "x-frame-options",
    "referrer-policy",
    "x-content-type-options",
    "cross-origin-opener-policy",
    "content-security-policy",
)


def is_secured(answer):
    return all(name in answer.headers for name in SECURED) and answer.headers["x-frame-options"] == "DENY"


def test_a_page_is_shown_and_cannot_be_framed(site):
    answer = site.ask(f"/{site.slug}/income_statement/")
    assert answer.status == 200
    assert "Testshire County Council" in answer.body
    assert is_secured(answer)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost", "localhost:1", "localhost:{port}.evil.example", None])
def test_a_foreign_host_sees_nothing(site, host):
    answer = site.ask(f"/{site.slug}/api/ledger_data", Host=host and host.format(port=site.port))
    assert answer.status == 403
    assert "Families" not in answer.body
    assert is_secured(answer)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
def test_a_cross_origin_post_and_put_are_refused(editable, origin):
    before = everything(editable.folder)
    source = json.dumps(
        {"file_path": str(editable.folder / "budget.beancount"), "source": "", "sha256sum": "x"}
    ).encode()
    for method, target in (
        ("PUT", "api/source"),
        ("POST", "extension/Any/write"),
        ("DELETE", "api/source_slice?entry_hash=x&sha256sum=x"),
    ):
        answer = editable.ask(f"/{editable.slug}/{target}", method, source, Origin=origin, Content_Type="text/plain")
        assert answer.status == 403
        assert is_secured(answer)
    assert everything(editable.folder) == before


@pytest.mark.parametrize(
    "filename",
    ["../secret.txt", "secret.txt", "/etc/passwd", "{folder}/secret.txt", "{folder}/incoming/../secret.txt", "incoming/../../secret.txt",
     "{folder}/documents/Expenses/Families/Delivery/../../../../secret.txt", "file:///etc/passwd", "\0", "..\\secret.txt"],
)  # fmt: skip
def test_no_other_file_of_the_machine_is_shown(site, filename):
    asked = quote(filename.format(folder=site.folder), safe="")
    for target in (
        f"document/?filename={asked}",
        f"statement/?entry_hash={asked}&key=statement",
        f"statement/?entry_hash={transaction(site)[0]}&key={asked}",
        f"api/source?filename={asked}",
    ):
        answer = site.ask(f"/{site.slug}/{target}")
        assert answer.status in {400, 404, 500}, target
        assert "nobody's business" not in answer.body
        assert "root:" not in answer.body
        assert "Traceback" not in answer.body


def test_paths_cannot_climb(site):
    for target in (
        "/../secret.txt",
        "/static/../../secret.txt",
        "/static/%2e%2e/%2e%2e/secret.txt",
        "/static/..%2f..%2fsecret.txt",
        "//etc/passwd",
    ):
        answer = site.ask(target)
        assert answer.status in {400, 404, 308}
        assert "nobody's business" not in answer.body


def test_a_document_that_is_a_page_runs_nothing(site):
    path = site.folder / "documents/Expenses/Families/Delivery"
    page = site.ask(f"/{site.slug}/document/?filename={quote(str(path / '2012-06-01.note.html'))}")
    assert page.status == 200
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    text = site.ask(f"/{site.slug}/document/?filename={quote(str(path / '2012-06-01.invoice.txt'))}")
    assert text.body == "an invoice\n"
    assert not text.headers["content-security-policy"].startswith("sandbox")


def test_a_script_in_a_suppliers_name_is_text(site):
    page = json.loads(site.ask(f"/{site.slug}/api/journal_page?page=1&order=asc").body)["data"]["journal"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "&lt;" not in page.replace("&lt;script", "").replace("&lt;/script", "").replace(
        "&lt;img", ""
    )  # escaped once
    account = json.loads(site.ask(f"/{site.slug}/api/account_report?a=Assets:Families:Cash").body)["data"]["journal"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in account
    assert "<script>" not in account
    assert account.count("<li") == account.count("</li>") > 0
    answer = site.ask(f"/{site.slug}/api/journal")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    html = site.ask(f"/{site.slug}/journal/").body
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html


def test_ten_megabytes_of_query_are_refused(site):
    answer = site.send(f"GET /?{'x' * 10_000_000} HTTP/1.1\r\nHost: localhost:{site.port}\r\n\r\n".encode())
    assert answer.status in {414, 0}  # 0: cut off before the answer could be read
    assert site.ask("/").status == 302


def test_just_too_long_an_address_is_told(site):
    answer = site.ask(f"/?{'x' * 65_600}")
    assert answer.status == 414
    assert is_secured(answer)


def test_a_flood_of_headers_is_told(site):
    answer = site.ask("/", **{f"X-{number}": "x" * 1000 for number in range(66)})
    assert answer.status == 431
    assert is_secured(answer)


def test_a_body_that_is_too_long_is_refused_unread(editable):
    answer = editable.ask(
        f"/{editable.slug}/api/source",
        "PUT",
        Content_Length=str(wire.MOST_BODY + 1),
        Origin=f"http://localhost:{editable.port}",
    )
    assert answer.status == 413
    assert is_secured(answer)


@pytest.mark.parametrize(
    "lines",
    [
        ["Host: localhost:{port}", "Host: evil.example"],
        ["Host: evil.example", "Host: localhost:{port}"],
        ["Host: localhost:{port}", "Origin: http://localhost:{port}", "Origin: http://evil.example"],
        ["Host: localhost:{port}", "Content-Length: 0", "Content-Length: 5"],
        ["Host: localhost:{port}", "Content-Length: -5"],
        ["Host: localhost:{port}", "Content-Length: +5"],
        ["Host: localhost:{port}", "Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Host : localhost:{port}"],
        ["Host: localhost:{port}", "no header"],
    ],
)
def test_a_request_that_can_be_read_in_two_ways_is_refused(site, lines):
    text = "\r\n".join(
        ["GET / HTTP/1.1", *(line.format(port=site.port) for line in lines), "Connection: close", "", ""]
    )
    answer = site.send(text.encode())
    assert answer.status == 400
    assert is_secured(answer)


def test_what_follows_a_refused_body_is_no_request(site):
    inner = f"GET /{site.slug}/api/journal HTTP/1.1\r\nHost: localhost:{site.port}\r\n\r\n"
    text = f"POST / HTTP/1.1\r\nHost: localhost:{site.port}\r\nTransfer-Encoding: chunked\r\n\r\n{inner}"
    answer = site.send(text.encode())
    assert answer.status == 411
    assert "Families" not in answer.body


def test_a_jump_leads_nowhere_else(site):
    for page in ("http://evil.example/", f"http://evil.example\\@localhost:{site.port}/", None):
        answer = site.ask("/jump?time=2012", Referer=page)
        assert (answer.status, answer.headers["location"]) == (302, "/?time=2012")
    ours = f"http://localhost:{site.port}/{site.slug}/journal/"
    assert site.ask("/jump?time=2012", Referer=ours).headers["location"] == f"{ours}?time=2012"


def test_slow_clients_do_not_keep_the_others_waiting(site):
    slow = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(wire.THREADS - 1)]
    try:
        for one in slow:
            one.sendall(b"GET / HT")
        assert site.ask("/").status == 302
        for one in slow:  # none was given up for it
            one.setblocking(False)
            with pytest.raises(BlockingIOError):
                one.recv(1)
    finally:
        for one in slow:
            one.close()


def test_a_client_that_dribbles_is_cut_off():
    watch = wire.Watch(patience=60)
    ours, theirs = socket.socketpair()
    with ours, theirs, watch.over(ours):
        watch.look()
        theirs.sendall(b"G")
        assert ours.recv(1) == b"G"
        watch.patience = -1
        watch.look()
        assert ours.recv(1) == b""
    watch.look()


# --- nothing is written ---------------------------------------------------------------------------------------------


def everything(folder):
    """Return each file and folder with the hash of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }


def transaction(site):
    """Return hash, text and digest of the text of the one transaction."""
    ledger = site.app.config["LEDGERS"].ledgers[0]
    entry = hash_entry(ledger.all_entries_by_type.Transaction[0])
    context = json.loads(site.ask(f"/{site.slug}/api/source_slice?entry_hash={entry}").body)["data"]
    return entry, context["slice"], context["sha256sum"]


def calls(site):
    """Yield every path of Fava with every argument that its function takes, as its own pages would fill them in."""
    source = site.folder / "budget.beancount"
    entry, text, digest = transaction(site)
    document = str(site.folder / "documents/Expenses/Families/Delivery/2012-06-01.invoice.txt")
    file_digest = json.loads(site.ask(f"/{site.slug}/api/source?filename={quote(str(source))}").body)["data"][
        "sha256sum"
    ]
    new = {
        "t": "Transaction", "date": "2012-07-01", "flag": "*", "payee": "p", "narration": "n", "tags": [], "links": [], "meta": {},
        "postings": [{"account": "Expenses:Families:Delivery", "amount": "1.00 GBP"}, {"account": "Assets:Families:Cash", "amount": "-1.00 GBP"}],
    }  # fmt: skip
    known = {
        "file_path": str(source), "source": source.read_text() + "\n2012-07-01 open Assets:Families:Other\n", "sha256sum": file_digest,
        "entry_hash": entry, "filename": document, "account": "Expenses:Families:Delivery", "new_name": "2012-06-01.moved.txt",
        "entries": [new], "query_string": f".output {source}", "page": 1, "order": "asc", "page_slug": "_index", "importer": "x",
        "payee": "p", "narration": "n", "folder": "documents", "hash": entry, "a": "Assets", "key": "statement",
    }  # fmt: skip
    for rule in site.app.url_map.iter_rules():
        function = inspect.unwrap(site.app.view_functions[rule.endpoint])
        named = [name for name in inspect.signature(function).parameters if name not in rule.arguments]
        arguments = {name: known.get(name, "x") for name in named} | {
            name: known[name] for name in ("filename", "query_string", "entry_hash", "folder", "account")
        }
        if "slice" in rule.rule:
            arguments |= {"source": text.replace("100.00", "200.00"), "sha256sum": digest}
        places = {
            "bfile": site.slug,
            "name": "Assets",
            "report_name": "journal",
            "result_format": "csv",
            "page_slug": "_index",
            "filename": "app.js",
        }
        places |= {"extension_name": "Any", "endpoint": "write", "aggregation_key": "account"}
        yield rule.build({name: places.get(name, "x") for name in rule.arguments})[1], arguments


def bodies(arguments):
    """Yield the ways in which a call may say its arguments: as JSON, as a form with a file, and in the address alone."""
    boundary = "b"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in arguments.items()
        if name != "file"
    )
    parts += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="2012-06-01.new.txt"\r\n\r\nnew\r\n--{boundary}--\r\n'
    yield json.dumps(arguments).encode(), "application/json"
    form = parts.encode()
    yield form, f"multipart/form-data; boundary={boundary}"


def address_of(path, arguments):
    return (
        f"{path}?{urlencode({name: value for name, value in arguments.items() if name not in {'source', 'entries'}})}"
    )


def ask_everything(site, methods):
    """Ask for every path of Fava with every method; return the status of each."""
    statuses = {}
    for path, arguments in calls(site):
        address = address_of(path, arguments)
        for method in methods:
            for body, kind in bodies(arguments):
                answer = site.ask(
                    address,
                    method,
                    body,
                    Content_Type=kind,
                    Origin=f"http://localhost:{site.port}",
                    Sec_Fetch_Site="same-origin",
                )
                statuses[method, path.removeprefix(f"/{site.slug}"), kind.partition(";")[0]] = answer.status
                assert "Traceback" not in answer.body
                assert is_secured(answer) or answer.status == 0
    return statuses


def test_without_edit_no_request_changes_a_byte(site):
    before = everything(site.folder)
    statuses = ask_everything(site, METHODS)
    assert everything(site.folder) == before
    written = {key for key, status in statuses.items() if key[0] not in {"GET", "HEAD", "OPTIONS"} and status != 405}
    assert written == set()
    assert len(statuses) > len(METHODS) * 2 * 40  # every path of Fava's


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_the_same_requests_change_books_that_nothing_guards(tmp_path, serving, books):
    """Were it not so, the test above could not fail. Fava's own application has no guard; ours refuses most of them by itself too."""
    app = create_app([str(books(tmp_path))])
    before = everything(tmp_path)
    client = app.test_client()
    with serving(tmp_path, app) as one:
        asked = list(calls(one))
    changed = set()
    for path, arguments in asked:
        for (body, kind), method in itertools.product(bodies(arguments), ("GET", "PUT", "DELETE")):
            client.open(address_of(path, arguments), method=method, data=body, content_type=kind).close()
            after = everything(tmp_path)
            if after != before:
                changed.add((method, path.removeprefix(f"/{one.slug}/api/")))
                for name in after.keys() - before.keys():
                    if after[name] != "folder":
                        (tmp_path / name).unlink()
                books(tmp_path)
    assert {
        ("PUT", "source"), ("PUT", "source_slice"), ("DELETE", "source_slice"), ("PUT", "add_entries"), ("PUT", "add_document"),
        ("PUT", "attach_document"), ("DELETE", "document"), ("PUT", "upload_import_file"), ("GET", "query"),
    } <= changed  # fmt: skip
    # A query's .output leaves its file open: it is closed here, and not in the middle of another test.
    del app, client, one
    gc.collect()


def test_with_edit_every_other_call_is_refused(editable):
    open_to_editors = {
        (method, f"/api/{name}")
        for method, name in (
            ("PUT", "source"),
            ("PUT", "source_slice"),
            ("DELETE", "source_slice"),
            ("PUT", "add_entries"),
            ("PUT", "format_source"),
        )
    }
    statuses = ask_everything(editable, ("POST", "PUT", "DELETE", "PATCH"))
    assert {(method, path) for (method, path, _), status in statuses.items() if status != 405} == open_to_editors
    assert statuses["PUT", "/api/format_source", "application/json"] == 200
    documents = {path.name for path in (editable.folder / "documents").rglob("*.*")}
    assert documents == {"2012-06-01.invoice.txt", "2012-06-01.note.html"}
    assert [path.name for path in (editable.folder / "incoming").iterdir()] == ["list.csv"]


def test_a_query_that_writes_is_refused_and_one_that_reads_is_not(site):
    target = site.folder / "made-by-a-query"
    answer = site.ask(f"/{site.slug}/api/query?query_string={quote(f'.output {target}')}")
    assert answer.status == 400
    assert "reads only" in json.loads(answer.body)["error"]
    assert not target.exists()
    answer = site.ask(f"/{site.slug}/api/query?query_string={quote('SELECT payee')}")
    assert "<script>alert(1)</script>" in answer.body
    assert answer.headers["content-type"] == "application/json"


def test_no_error_names_a_path_of_the_machine(site):
    for target in (
        "/nothing",
        f"/{site.slug}/nothing/",
        f"/{site.slug}/statement/?entry_hash=x",
        f"/{site.slug}/api/source?filename=x",
        f"/{site.slug}/api/query?query_string=SELECT+nonsense",
        f"/{site.slug}/extension/Any/",
        f"/{site.slug}/download-query/query_result.xlsx?query_string=SELECT+1",
        f"/{site.slug}/journal/?time=nonsense&filter=%22",
        f"/{site.slug}/api/journal?filter=%22",
        f"/{site.slug}/api/context?entry_hash=x",
        f"/{site.slug}/api/move?x",
    ):
        answer = site.ask(target)
        if answer.status >= 400:
            assert str(site.folder) not in answer.body
            assert "Traceback" not in answer.body
            assert "site-packages" not in answer.body
