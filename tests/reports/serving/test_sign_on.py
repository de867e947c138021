"""Who may look: by a password, or by the header of the council's own sign-on."""

from __future__ import annotations

import base64
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.security import generate_password_hash

from reports.serving import passwords, sign_on
from reports.serving.addresses import AddressError
from reports.serving.guard import Refusal

RIGHT = "correct horse battery"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    monkeypatch.setattr(
        passwords, "generate_password_hash", lambda text: generate_password_hash(text, "pbkdf2:sha256:1000")
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "who.txt"
    passwords.put(path, "A. Officer", RIGHT)
    return path


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def asked(who, name="A. Officer", password=RIGHT):
    return who({"HTTP_AUTHORIZATION": basic(name, password)})


def test_the_right_password_lets_in_and_is_known_again(file, monkeypatch):
    who = sign_on.Passwords(file)
    assert asked(who) == "A. Officer"
    monkeypatch.setattr(sign_on, "check_password_hash", lambda *_: pytest.fail("a hash was computed again"))
    assert asked(who) == "A. Officer"


@pytest.mark.parametrize(
    ("name", "password"),
    [("A. Officer", "wrong"), ("A. Officer", ""), ("A. Officer", f"{RIGHT} "), ("a. officer", RIGHT), ("nobody", RIGHT), ("", RIGHT),
     ("A. Officer", "x" * 5000)],
)  # fmt: skip
def test_a_wrong_one_does_not(file, name, password):
    who = sign_on.Passwords(file)
    asked(who)
    refusal = asked(who, name, password)
    assert refusal.status == "401 Unauthorized"
    assert dict(refusal.headers)["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!", "Basic eA==", "Bearer x", "Basic \u00e9", "Digest username=x"]
)
def test_what_is_no_name_and_password_is_asked_for_them(file, header):
    assert sign_on.Passwords(file)({"HTTP_AUTHORIZATION": header}).status == "401 Unauthorized"


def test_an_unknown_name_costs_the_same(file, monkeypatch):
    counted = []
    check = sign_on.check_password_hash
    monkeypatch.setattr(sign_on, "check_password_hash", lambda *given: counted.append(given) or check(*given))
    who = sign_on.Passwords(file)
    asked(who, "nobody", RIGHT)
    asked(who, "A. Officer", "wrong")
    assert len(counted) == 2
    assert counted[0][0] == counted[1][0]


def test_a_changed_password_counts_at_once(file):
    who = sign_on.Passwords(file)
    passwords.put(file, "B. Auditor", RIGHT)
    assert asked(who) == "A. Officer"
    assert asked(who, "B. Auditor") == "B. Auditor"
    passwords.put(file, "A. Officer", "quite another one")
    assert asked(who).status == "401 Unauthorized"
    assert asked(who, password="quite another one") == "A. Officer"  # noqa: S106
    assert asked(who, "B. Auditor") == "B. Auditor"


def test_a_file_that_goes_or_breaks_lets_nobody_in(file):
    who = sign_on.Passwords(file)
    asked(who)
    text = file.read_text()
    file.write_text("nonsense\n")
    assert asked(who).status == "503 Service Unavailable"
    file.unlink()
    assert asked(who).status == "503 Service Unavailable"
    file.write_text(text)
    file.chmod(0o600)
    assert asked(who) == "A. Officer"


def test_guessing_waits_its_turn(file, monkeypatch):
    who = sign_on.Passwords(file)
    asked(who)
    monkeypatch.setattr(sign_on, "WAIT_SECONDS", 0.01)
    with who._hashing:
        assert asked(who, password="wrong").status == "503 Service Unavailable"  # noqa: S106
        assert asked(who) == "A. Officer"


# --- the file -------------------------------------------------------------------------------------------------------


def test_writing_a_password_keeps_the_others_and_the_file_to_oneself(tmp_path):
    path = tmp_path / "who.txt"
    path.write_text("# the finance team\n")
    path.chmod(0o644)
    assert not passwords.put(path, "Zoë", RIGHT)
    assert not passwords.put(path, "B", RIGHT)
    assert passwords.put(path, "Zoë", "quite another one")
    assert path.read_text(encoding="utf-8").startswith("# the finance team\nB:pbkdf2:")
    assert set(passwords.read(path)) == {"Zoë", "B"}
    assert RIGHT not in path.read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [("a:b", RIGHT, "no name to sign on with"), ("", RIGHT, "no name"), ("a\nb", RIGHT, "no name"), ("#a", RIGHT, "no name"),
     ("a", "short", "12 characters"), ("a", "", "12 characters"), ("a", "tab\tin the password", "cannot be typed")],
)  # fmt: skip
def test_what_cannot_be_written_changes_nothing(file, name, password, said):
    before = file.read_bytes()
    with pytest.raises(passwords.PasswordError, match=said):
        passwords.put(file, name, password)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "names nobody"), ("# nobody\n\n", "names nobody"), ("a:b\n", "line 1 is not a name"), ("{good}\nname\n", "line 2 is not a name"),
     ("{good}\n{good}\n", "line 2 names good a second time"), ("{good}x\n", "line 1"), ("good:plain:$x$00\n", "line 1"), (" {good}\n", "line 1")],
)  # fmt: skip
def test_a_file_with_a_bad_line_is_refused_by_its_number(tmp_path, text, said):
    path = tmp_path / "who.txt"
    path.write_text(text.replace("{good}", f"good:{generate_password_hash(RIGHT, 'pbkdf2:sha256:1000')}"))
    path.chmod(0o600)
    with pytest.raises(passwords.PasswordError, match=said):
        sign_on.Passwords(path)


def test_a_file_of_something_else_is_never_taken_for_one(tmp_path):
    path = tmp_path / "budget.beancount"
    path.write_text('option "title" "x"\n')
    with pytest.raises(passwords.PasswordError, match="no password file"):
        passwords.put(path, "a", RIGHT)
    assert path.read_text() == 'option "title" "x"\n'


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660, 0o602])
def test_a_file_that_others_read_is_refused(file, mode):
    file.chmod(mode)
    with pytest.raises(passwords.PasswordError, match="chmod 600"):
        sign_on.Passwords(file)


def test_a_service_s_own_group_may_read_it(file):
    file.chmod(0o640)
    assert asked(sign_on.Passwords(file)) == "A. Officer"


# --- the header -----------------------------------------------------------------------------------------------------


def test_the_header_of_the_proxy_names_the_user():
    who = sign_on.Proxy("X-Remote-User")
    assert who({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REMOTE_USER": "a.officer"}) == "a.officer"
    assert who({"REMOTE_ADDR": "::1", "HTTP_X_REMOTE_USER": "a.officer"}) == "a.officer"
    assert who({"REMOTE_ADDR": "::ffff:127.0.0.1", "HTTP_X_REMOTE_USER": "a.officer"}) == "a.officer"
    other = sign_on.Proxy("x-user", ("10.1.2.3", "2001:db8::/64"))
    assert other({"REMOTE_ADDR": "10.1.2.3", "HTTP_X_USER": "a"}) == "a"
    assert other({"REMOTE_ADDR": "2001:db8::7", "HTTP_X_USER": "a"}) == "a"


@pytest.mark.parametrize("address", ["10.1.2.3", "192.0.2.1", "", "unknown", "2001:db8::1"])
def test_and_from_any_other_address_it_is_forged(address):
    refusal = sign_on.Proxy("X-Remote-User")({"REMOTE_ADDR": address, "HTTP_X_REMOTE_USER": "a.officer"})
    assert refusal.status == "403 Forbidden"


def test_this_machine_is_not_trusted_where_another_is():
    who = sign_on.Proxy("X-Remote-User", ("10.1.2.3",))
    assert isinstance(who({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REMOTE_USER": "a"}), Refusal)


@pytest.mark.parametrize(
    ("name", "status"), [(None, "401"), ("", "401"), (" ", "401"), ("a, b", "403"), ("a\x07", "403")]
)
def test_a_proxy_that_names_nobody_lets_nobody_in(name, status):
    environ = {"REMOTE_ADDR": "127.0.0.1", **({} if name is None else {"HTTP_X_REMOTE_USER": name})}
    assert sign_on.Proxy("X-Remote-User")(environ).status.startswith(status)


@pytest.mark.parametrize("header", ["", "X_Remote_User", "X Remote", "Cookie", "host", "Authorization", "X:Y"])
def test_a_header_that_can_name_nobody_is_told(header):
    with pytest.raises(AddressError, match="--user-header"):
        sign_on.Proxy(header)


def test_a_proxy_that_has_no_address_is_told():
    with pytest.raises(AddressError, match=r"--trusted-proxy 'proxy\.example' is no address"):
        sign_on.Proxy("X-User", ("proxy.example",))


def test_ways_that_contradict_each_other_are_told(file):
    with pytest.raises(sign_on.UnclearError, match="choose one"):
        sign_on.chosen(file, "X-User", ())
    with pytest.raises(sign_on.UnclearError, match="name that header too"):
        sign_on.chosen(None, None, ("10.1.2.3",))
    assert sign_on.chosen(None, None, ()) is None


# --- over the wire --------------------------------------------------------------------------------------------------


def test_passwords_over_the_wire(tmp_path, file, serving):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["REMOTE_USER"].encode()]

    with serving(tmp_path, app, sign_on=sign_on.Passwords(file)) as one:
        assert one.ask("/").status == 401
        assert one.ask("/", "OPTIONS").status == 401
        assert one.ask("/", Authorization=basic("A. Officer", "wrong")).status == 401
        assert one.ask("/", Authorization=basic("A. Officer", RIGHT)).body.endswith("A. Officer\r\n0\r\n\r\n")
        with ThreadPoolExecutor(8) as clients:
            answers = [clients.submit(one.ask, "/", Authorization=basic("A. Officer", RIGHT)) for _ in range(40)]
            assert {answer.result().status for answer in answers} == {200}


def test_headers_over_the_wire(tmp_path, serving):
    def app(environ, start_response):
        body = environ["REMOTE_USER"].encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    who = sign_on.Proxy("X-Remote-User", ("127.0.0.1",))
    with serving(tmp_path, app, sign_on=who, once="X-Remote-User") as one:
        host = f"Host: localhost:{one.port}\r\nConnection: close"
        assert one.ask("/").status == 401
        assert one.ask("/", X_Remote_User="a.officer").body == "a.officer"
        forged = one.send(
            f"GET / HTTP/1.1\r\n{host}\r\nX_Remote_User: forged\r\nX-Remote-User: a.officer\r\n\r\n".encode()
        )
        assert forged.body == "a.officer"
        assert one.send(f"GET / HTTP/1.1\r\n{host}\r\nX_Remote_User: forged\r\n\r\n".encode()).status == 401
        twice = one.send(
            f"GET / HTTP/1.1\r\n{host}\r\nx-remote-user: forged\r\nX-Remote-User: a.officer\r\n\r\n".encode()
        )
        assert twice.status == 400
        if sys.platform == "linux":
            other = one.send(
                f"GET / HTTP/1.1\r\n{host}\r\nX-Remote-User: a.officer\r\n\r\n".encode(), source="127.0.0.2"
            )
            assert other.status == 403
