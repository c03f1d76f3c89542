"""What `gather` collects, and the mistakes it finds at import: each message names the file and the remedy."""

import sys
from importlib import import_module, invalidate_caches
from itertools import count
from textwrap import dedent

import pytest

from libs.events.matters import MattersError, gather

FILES = {
    "commands.py": """
        from libs.events.decider import Command

        class BookCommand(Command):
            book: str

        class LendBook(BookCommand):
            reader: str

        class ReturnBook(BookCommand):
            pass
    """,
    "decide.py": """
        from libs.events.decider import Decider

        from . import commands as c

        BOOK = Decider("book", c.BookCommand, lambda command: "book", None, lambda *_: [], lambda state, _: state)
    """,
    "views.py": """
        from libs.events.views.views import Views

        views = Views()
    """,
    "reactions.py": """
        from libs.events.reactions import Reactions
        from libs.events.timers import Deadlines

        reactions = Reactions()
        deadlines = Deadlines()
    """,
    "api.py": """
        from fastapi import APIRouter

        router = APIRouter()
    """,
}
ROUTER = FILES["api.py"]
_NUMBERS = count()


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Gathers the matters of a package whose matter `book` has the files of above, changed by what is given; None: no file."""
    monkeypatch.syspath_prepend(str(tmp_path))
    packages = []

    def made(*matters, **changed):
        package = f"library{next(_NUMBERS)}"
        packages.append(package)
        written = {f"book/{name}": text for name, text in FILES.items()} | {
            f"{name}.py": text for name, text in changed.items()
        }
        for name, text in written.items():
            if text is not None:
                file = tmp_path / package / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(dedent(text))
        (tmp_path / package / "__init__.py").touch()
        invalidate_caches()
        return package, gather(package, *(matters or ("book",)))

    yield made
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]


def test_what_the_files_of_a_matter_hold_is_gathered(library):
    package, matters = library()
    commands = import_module(f"{package}.book.commands")
    assert matters.deciders.of(commands.ReturnBook(book="B")).name == "book"
    assert matters.routers == (import_module(f"{package}.book.api").router,)


def test_a_command_that_no_decider_answers_is_an_error(library):
    text = FILES["commands.py"] + "\n        class SellBook(Command):\n            pass\n"
    with pytest.raises(MattersError) as refused:
        library(**{"book/commands": text})
    assert "book.commands.SellBook is answered by no decider" in str(refused.value)
    assert "book/decide.py" in str(refused.value)
    assert "LendBook" not in str(refused.value)


def test_a_command_of_one_matter_may_be_answered_in_another(library):
    sale = "from libs.events.decider import Command\n\nclass SellBook(Command):\n    pass\n"
    decide = """
        from libs.events.decider import Decider

        from ..sale.commands import SellBook

        SALE = Decider("sale", SellBook, lambda command: "sale", None, lambda *_: [], lambda state, _: state)
    """
    library("book", "sale", **{"sale/commands": sale, "sale/decide": decide})
    with pytest.raises(MattersError, match=r"sale\.commands\.SellBook is answered by no decider"):
        library("book", "sale", **{"sale/commands": sale})


def test_a_renamed_decide_names_the_commands_and_the_file(library):
    with pytest.raises(MattersError) as refused:
        library(**{"book/decide": None, "book/decisions": FILES["decide.py"]})
    told = str(refused.value)
    assert "book.commands.LendBook is answered by no decider" in told
    assert "book/decisions.py holds a Decider (BOOK)" in told
    assert "belongs in" in told
    assert "book/decide.py" in told


@pytest.mark.parametrize(
    ("file", "where", "holds"),
    [
        ("views", "book/view", "a Views (views)"),
        ("reactions", "book/reaction", "a Reactions (reactions)"),
        ("reactions", "book/reaction", "a Deadlines (deadlines)"),
        ("api", "book/routes", "an APIRouter (router)"),
        ("views", "book/view/books", "a Views (views)"),
        ("api", "book/api/v1/books", "an APIRouter (router)"),
        ("api", "book/__init__", "an APIRouter (router)"),
        ("api", "book/routes/__init__", "an APIRouter (router)"),
    ],
)
def test_what_stands_in_a_file_that_is_not_read_is_an_error(library, file, where, holds):
    with pytest.raises(MattersError) as refused:
        library(**{f"book/{file}": None, where: FILES[f"{file}.py"]})
    assert f"{where}.py holds {holds}" in str(refused.value)
    assert f"book/{file}.py" in str(refused.value)


def test_editions_in_a_file_that_is_not_read_are_an_error(library):
    with pytest.raises(MattersError, match=r"book/numbers\.py holds an? Editions \(POLICY\).*book/decide\.py"):
        library(**{"book/numbers": "from libs.events.editions import Editions\n\nPOLICY = Editions.__new__(Editions)\n"})


def test_a_matter_below_a_matter_that_is_not_named_is_an_error(library):
    with pytest.raises(MattersError, match=r"name the matter 'book\.lending' in gather"):
        library(**{"book/lending/views": FILES["views.py"]})
    library("book", "book.lending", **{"book/lending/views": FILES["views.py"]})


def test_helpers_may_hold_what_a_gathered_object_is_made_of(library):
    api = """
        from fastapi import APIRouter

        from . import pages

        router = APIRouter()
        router.include_router(pages.pages)
    """
    pages = """
        from fastapi import APIRouter

        pages = APIRouter()

        @pages.get("/pages")
        def read() -> None: ...
    """
    named = "from .views import views\nfrom .decide import BOOK\n"
    _, matters = library(**{"book/api": api, "book/pages": pages, "book/lookups": named})
    assert len(matters.routers) == 1
    views = """
        from libs.events.views.views import Views

        from . import shelves

        views = Views(shelves.shelves)
    """
    shelves = """
        from libs.events.testing.lamps import Hung
        from libs.events.views.table import Table
        from libs.events.views.views import Views

        shelves = Views()
        shelves.on(Hung)(Table("lamps", "lamp").insert("colour"))
    """
    library(**{"book/views": views, "book/shelves": shelves})
    with pytest.raises(MattersError, match=r"shelves\.py holds a Views"):
        library(**{"book/shelves": shelves})


def test_folders_of_a_matter_are_read_and_its_tests_are_not(library):
    broken = "raise AssertionError('is for tests alone')\n"
    _, matters = library(
        **{
            "book/api": None,
            "book/api/reading": ROUTER,
            "book/tests/test_views": broken,
            "book/testing": broken,
            "book/conftest": broken,
        }
    )
    assert len(matters.routers) == 1


def test_a_matter_that_is_not_there_is_named_with_what_is(library):
    with pytest.raises(MattersError) as refused:
        library("book", "bok", **{"loan/views": FILES["views.py"]})
    told = str(refused.value)
    assert "has no folder 'bok'" in told
    assert "there are: book, loan" in told
    assert "did you mean 'book'" in told
    with pytest.raises(MattersError, match=r"/book has no folder 'lendign'"):
        library("book.lendign")
    with pytest.raises(MattersError, match="has no folder 'loose'"):
        library("loose", loose="")
