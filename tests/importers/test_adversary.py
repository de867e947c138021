"""What a tester found that was silently wrong: each is exact now, or said aloud."""

from __future__ import annotations

HEADER = "Date,Document,Line,Supplier,Description,Account,Amount"
D = "Expenses:TroubledFamilies:Delivery"


def test_a_payment_to_a_supplier_called_total_is_a_payment(council):
    rows = (f"03/05/2018,1,1,North,x,{D},10", f"03/05/2018,2,1,Total,,{D},10", f"03/05/2018,3,1,North,x,{D},7")
    done = council.run("import", council.plain("gl.csv", *rows))
    assert (done.exit_code, council.pence(D)) == (0, 27_00)


def test_a_row_called_grand_total_without_a_document_is_no_payment(council):
    rows = (f"13/05/2018,1,1,North,x,{D},10", f"13/05/2018,2,1,North,y,{D},20", f"31/05/2018,,,Grand total,,{D},41")
    done = council.run("import", council.plain("gl.csv", *rows))
    assert done.exit_code == 1
    assert "row 4: the row is called a total and has no document" in done.stderr
    assert council.book().transactions == []


def test_a_row_that_says_nothing_is_rejected_aloud(council):
    rows = (f"13/05/2018,1,1,North,x,{D},10", f"13/05/2018,2,1,North,y,{D},20", f"31/05/2018,,,,,{D},30")
    done = council.run("import", council.plain("gl.csv", *rows))
    assert done.exit_code == 1
    assert "row 4: the row says neither document, supplier nor description" in done.stderr


def test_a_document_that_lost_its_line_numbers_is_not_posted_twice(council):
    council.run("import", council.plain("p1.csv", f"03/05/2018,1,1,North,x,{D},10", f"03/05/2018,1,2,North,x,{D},20"))
    done = council.run(
        "import", council.plain("p2.csv", f"03/05/2018,1,,North,x,{D},10", f"03/05/2018,2,,North,x,{D},3")
    )
    assert done.exit_code == 1
    assert "the document of GL/1/" in done.stderr
    assert "it would be posted twice, so export it as before" in done.stderr
    assert council.pence(D) == 30_00


def test_a_document_that_gained_line_numbers_is_not_posted_twice(council):
    council.run("import", council.plain("p1.csv", f"03/05/2018,1,,North,x,{D},10"))
    done = council.run("import", council.plain("p2.csv", f"03/05/2018,1,1,North,x,{D},10"))
    assert done.exit_code == 1
    assert council.pence(D) == 10_00
