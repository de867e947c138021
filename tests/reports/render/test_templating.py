"""A council's own templates: its wording and its logo, never its arithmetic, and no Python."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import cli
from reports import container, pack
from reports.render.templating import environment

LEDGER = """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
"""


@pytest.fixture
def own(load, write):
    """Return the statement ``grants`` of the docstring's ledger, printed with templates of the council's own."""

    def with_templates(form="html", name="grants", **templates):
        book = load()
        for file, text in templates.items():
            write(f"templates/{file.replace('__', '.')}", text)
        environment.cache_clear()
        result = CliRunner().invoke(cli.main, ["--ledger", str(book.path), "statement", name, "--format", form])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    yield with_templates
    environment.cache_clear()


def test_a_template_of_the_council_is_found_first(own):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    result = own(grants__html="<p>{{ statement.title }} of Testshire</p>")
    assert (result.exit_code, result.stdout) == (0, "<p>Grants of Testshire</p>\n")
    assert "<h1>Funding statement" in own(name="funding").stdout


def test_it_can_extend_ours(own):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    result = own(
        statement__html='{% extends "ours/statement.html" %}{% block lead %}<p>Our own words.</p>{% endblock %}'
    )
    assert result.exit_code == 0
    assert "<p>Our own words.</p>" in result.stdout
    assert "<h1>Grants, 2018-19</h1>" in result.stdout
    assert "Every agreement: awarded, received, spent, to go</caption>" in result.stdout


def test_our_allocation_statement_stands_on_the_council_s_own_frame(own):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    frame = '{% extends "ours/base.html" %}{% block body %}<p>Testshire</p>{{ super() }}{% endblock %}'
    result = own(name="allocation", base__html=frame, _style__css="body { color: #000; }")
    assert result.exit_code == 0
    assert "coordination, delivery and evaluation elements" in result.stdout
    assert "body { color: #000; }" in result.stdout


def test_a_text_template_too(own):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    assert own("text", statement__txt="{{ statement.authority }}").stdout == "Testshire County Council\n"


def test_what_it_prints_is_escaped(own):
    """
    option "title" "A <b>Council</b>"
    option "tolerance_multiplier" "0"
    plugin "ledger.plugins"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    assert own(statement__html="{{ statement.authority }}").stdout == "A &lt;b&gt;Council&lt;/b&gt;\n"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% block %}", "statement.html:1"),
        ("{{ statement.titel }}", "titel"),
        ("{{ 1 // 0 }}", "ZeroDivisionError"),
        ("{{ statement.title + 1 }}", "TypeError"),
        ('{% extends "nothing.html" %}', "nothing.html"),
        ('{% extends "statement.html" %}', ""),
        ("{{ statement.__class__.__init__.__globals__ }}", ""),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
    ],
)
def test_a_broken_one_is_a_sentence(own, template, why):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    result = own(statement__html=template)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("ealedger: a template in templates/ cannot be used: ")
    assert result.stderr.endswith("mend it, or move it away to use ours\n")
    assert why in result.stderr
    assert result.stderr.count("\n") == 1


def test_one_that_is_not_utf_8_is_a_sentence_too(own, tmp_path):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "statement.html").write_bytes("Café".encode("cp1252"))
    result = own()
    assert result.exit_code == 2
    assert "UnicodeDecodeError" in result.stderr


def test_the_front_page_of_a_pack_too(load, write):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    book = load()
    frame = '{% extends "ours/pack.html" %}{% block title %}Testshire{% endblock %}'
    write("templates/pack.html", frame)
    environment.cache_clear()
    front = container.read(pack.build(book, "2018-19")[1])[0]["index.html"].decode()
    assert "<title>Testshire</title>" in front
    assert "<h1>Audit pack, 2018-19</h1>" in front
    environment.cache_clear()
