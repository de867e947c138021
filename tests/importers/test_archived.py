"""What the archive says of a row: its text as it stands, and what became of it; personal texts are withheld."""

from __future__ import annotations

import json

from conftest import DELIVERY

from importers.archived import archived


def row(*, document="5", line="1", supplier="Northside", text="support", amount="10.00", centre="TF01"):
    return f"04.06.2018,{document},{line},,,{supplier},{text},{centre},4000,{amount}"


def traced(council, ref):
    done = council.run("trace", ref, "--format", "json")
    assert done.exit_code in (0, 1), done.stderr
    return json.loads(done.stdout)["found"]


def of_extract(council, name, *rows, became=True):
    book = council.book()
    (extract,) = [one for one in book.register.extracts if one.name == name]
    return archived(book, extract, rows, what_became=became)


def below(step, what):
    return [one for one in step["steps"] if one["step"] == what] + [
        deeper for one in step["steps"] for deeper in below(one, what)
    ]


def test_posted_outside_and_no_row(council, gl):
    source = gl("gl.csv", row(), row(document="6", centre="XX9"), ",,,,,Total,,,,20.00")
    assert council.run("import", source).exit_code == 0
    found = of_extract(council, "gl", 1, 2, 3, 4, 9)
    assert {number: one.bucket for number, one in found.rows.items()} == {
        1: "none",
        2: "posted",
        3: "outside",
        4: "none",
    }
    assert found.rows[2].key == "SAP/5/1"
    assert found.rows[2].text == "04.06.2018 | 5 | 1 |  |  | Northside | support | TF01 | 4000 | 10.00"
    assert (traced(council, "gl:3")[0]["facts"]["became"]) == "outside"


def test_a_rejected_row_says_why_and_why_it_was_left_out(council, gl):
    source = gl("gl.csv", row(), row(document="6", amount="ten"))
    assert council.run("import", source, "--accept-rejects", "asked the system team, J Smith").exit_code == 1
    (step,) = traced(council, "gl:3")
    assert step["facts"]["became"] == "rejected"
    assert "ten" in step["facts"]["reason"]
    assert "left out (asked the system team, J Smith)" in step["text"]


def test_a_row_of_a_list_of_rejects_is_followed_to_that_list(council, gl):
    source = gl("gl.csv", row(), row(document="6", amount="ten"))
    council.run("import", source, "--accept-rejects", "why, officer")
    listed = source.with_name("gl.rejects.csv")
    listed.write_text(listed.read_text(encoding="utf-8").replace(",ten", ",12.00"), encoding="utf-8")
    assert council.run("import", listed).exit_code == 0
    (entry,) = traced(council, "SAP/6/1")
    (found,) = below(entry, "row")
    assert found["facts"]["text"].endswith("TF01 | 4000 | 12.00")
    assert found["facts"]["extract"] == "gl.rejects"


def test_a_row_held_already_leads_to_the_entry_that_holds_it(council, gl):
    assert council.run("import", gl("first.csv", row())).exit_code == 0
    assert council.run("import", gl("second.csv", row(), row(document="6"))).exit_code == 0
    (step,) = traced(council, "second:2")
    assert step["facts"]["became"] == "held"
    assert below(step, "entry")[0]["facts"]["extract"] == "first"


def test_a_restated_row_is_followed_through_its_states(council, gl):
    assert council.run("import", gl("first.csv", row())).exit_code == 0
    done = council.run("import", gl("second.csv", row(amount="11.00")), "--restate", "credit note came late")
    assert done.exit_code == 0, done.output
    states = traced(council, "SAP/5/1")
    assert [one["facts"]["doc"] for one in states] == ["SAP/5/1", "SAP/5/1/r2"]
    assert {one["facts"]["relation"] for one in below(states[0], "correction")} == {"reversed by", "restated by"}
    rows = [below(one, "row")[0]["facts"]["text"] for one in states]
    assert [text.rpartition(" | ")[2] for text in rows] == ["10.00", "11.00"]


def test_personal_texts_are_withheld_and_numbers_are_not(council, gl, gl_profile):
    nhs = "9434765919"
    profile = gl_profile + '\n[personal]\naction = "mask"\ncolumns = ["supplier"]\n'
    source = gl("gl.csv", row(document=nhs, supplier="A Person", text="mail a.person@example.org"), profile=profile)
    assert council.run("import", source).exit_code == 0
    (text,) = [one.text for one in of_extract(council, "gl", 2).rows.values()]
    assert "A Person" not in text
    assert "example.org" not in text
    assert "[withheld: personal] | [withheld: an e-mail address]" in text
    assert nhs in text


def test_quotes_new_lines_and_formulas_stay_one_line(council, gl):
    source = gl("gl.csv", row(supplier='"=Cmd ""x""\n Ltd"'))
    assert council.run("import", source).exit_code == 0
    shown = council.run("trace", "SAP/5/1").stdout
    assert '=Cmd "x"' in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "\n Ltd" not in shown


def test_without_archive_profile_or_with_another_content_the_trail_goes_on(council, gl):
    assert council.run("import", gl("gl.csv", row(), row(document="6", centre="XX"))).exit_code == 0
    (council.folder / "profiles" / "sap.toml").rename(council.folder / "profiles" / "sap.off")
    assert traced(council, "gl:3")[0]["facts"]["became"] == ""
    (kept,) = (council.folder / "extracts" / "archive").iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"10.00", b"99.00"))
    (entry,) = traced(council, "SAP/5/1")
    assert "I109" in below(entry, "row")[0]["text"]
    assert "99.00" not in below(entry, "row")[0]["text"]
    kept.unlink()
    (entry,) = traced(council, "SAP/5/1")
    assert "is not in extracts/archive/" in below(entry, "row")[0]["text"]
    assert below(entry, "posting")[0]["facts"]["account"] == DELIVERY
