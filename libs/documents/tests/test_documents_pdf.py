"""Papers as PDF: all of them, the same bytes for the same input, and nothing that silently does not show."""

import hashlib
import os
import subprocess
import sys

import pytest

from libs.documents.contents import FORMS, content, digest, form_of, paper
from libs.documents.forms.check import Inquiry, Question
from libs.documents.kinds import ABOUT, numbered
from libs.documents.testing import EXAMPLES
from libs.documents.typeset import NO_GLYPH, pages, pdf, undrawable
from libs.events.catalog.inspection.docket import PaperKind

BY_KIND = {form.kind: form for form in EXAMPLES}
_SET = """
import hashlib
from libs.documents.contents import paper
from libs.documents.testing import EXAMPLES
from libs.documents.typeset import pdf
print(hashlib.sha256(b"".join(pdf(paper(form, year=2026, number=7)) for form in EXAMPLES)).hexdigest())
"""


def made(form, **more):
    return paper(form, **{"year": 2026, "number": 7, **more})


def words(of):
    """All texts of a paper, as they are printed."""
    said = of.model_dump(mode="json")
    found = []

    def look(value):
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    look(said)
    return "\n".join(found)


def test_each_kind_has_its_form_its_name_and_an_example():
    assert set(FORMS) == set(ABOUT) == set(BY_KIND) == set(PaperKind)
    assert len({about.word for about in ABOUT.values()}) == len(ABOUT)


@pytest.mark.parametrize("kind", PaperKind)
def test_each_kind_is_a_pdf_and_comes_back_from_its_data(kind):
    form = BY_KIND[kind]
    assert form_of(kind, content(form)) == form
    bytes_ = pdf(made(form))
    assert bytes_.startswith(b"%PDF-1.7")
    assert b"NotoSerifSC" in bytes_


def test_the_same_paper_is_the_same_bytes_in_another_process_and_another_time_zone():
    here = hashlib.sha256(b"".join(pdf(made(form)) for form in EXAMPLES)).hexdigest()
    elsewhere = {**os.environ, "TZ": "America/Lima", "LANG": "de_DE.UTF-8", "SOURCE_DATE_EPOCH": "1"}
    told = subprocess.run([sys.executable, "-c", _SET], env=elsewhere, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == here


def test_another_number_is_another_pdf_and_the_same_content():
    form = BY_KIND[PaperKind.NOTICE]
    assert pdf(made(form, number=8)) != pdf(made(form))
    assert made(form, number=8).digest == made(form).digest == digest(form.kind, content(form))


@pytest.mark.parametrize("kind", PaperKind)
def test_the_font_has_what_papers_say_of_themselves(kind):
    assert undrawable(words(made(BY_KIND[kind]))) == []


def test_a_character_without_a_glyph_is_named_and_not_left_out():
    assert undrawable("监利\n𠮷𠮷龘") == ["𠮷"]
    form = BY_KIND[PaperKind.NOTICE]
    rare = form.model_copy(update={"authority": "𠮷"})
    named = form.model_copy(update={"authority": f"{NO_GLYPH}(U+20BB7)"})
    # The same words are set; the digest of the content, which is of the true name, differs.
    assert pdf(made(rare).model_copy(update={"digest": "0"})) == pdf(made(named).model_copy(update={"digest": "0"}))


def test_what_people_write_is_never_read_as_markup():
    asked = '#panic("x") = 标题 *粗* $x$ <a> @b \\ ] ` // /*'
    plain = BY_KIND[PaperKind.INQUIRY]
    form = plain.model_copy(update={"questions": (Question(asked=asked, answered="无"),)})
    assert isinstance(form, Inquiry)
    assert asked in words(made(form))
    assert pdf(made(form)).startswith(b"%PDF")


def test_a_paper_that_does_not_count_says_so_on_each_page():
    form = BY_KIND[PaperKind.NOTICE]
    assert pdf(made(form, void=True)) != pdf(made(form))


def test_the_pages_of_a_paper_are_counted():
    form = BY_KIND[PaperKind.INQUIRY]
    long = form.model_copy(update={"questions": form.questions * 60})
    assert [pages(pdf(made(each))) for each in (form, long, BY_KIND[PaperKind.NOTICE])] == [1, 5, 2]


def test_a_number_is_written_as_offices_write_it():
    assert numbered(PaperKind.NOTICE, 2026, 7) == "检通〔2026〕7号"
