"""What is printed of files, services and people does nothing to the terminal."""

import sys

import pytest

from apps.checkonce.terminal import screen

EVIL = "a\x1b[8mb\u202ec\u2066d\x9b2Je\r\x08f\ud800"
SEEN = "a\\x1b[8mb\\u202ec\\u2066d\\x9b2Je\\r\\x08f\\ud800"


@pytest.mark.parametrize(
    "print_it",
    [
        lambda: screen.console.print(EVIL),
        lambda: screen.say("✗", EVIL, "bold red"),
        lambda: screen.show_table("t", ["what"], [[EVIL]]),
        lambda: screen.show_table(EVIL, ["what"], []),
        lambda: screen.paged([f"{EVIL}\n"]),
    ],
)
def test_what_a_terminal_would_obey_is_printed_as_what_it_is(capsys, print_it):
    print_it()
    assert SEEN in capsys.readouterr().out


def test_lines_are_given_to_the_pager_at_a_terminal(tmp_path, monkeypatch):
    pager, read = tmp_path / "pager", tmp_path / "read"
    pager.write_text(f"#!{sys.executable}\nimport sys\nopen({str(read)!r}, 'w').write(sys.stdin.readline())\n")
    pager.chmod(0o700)
    monkeypatch.setenv("PAGER", str(pager))
    monkeypatch.setattr(screen.console, "_force_terminal", True)
    # It reads the first line and goes.
    screen.paged(f"{EVIL} {number}\n" for number in range(100_000))
    assert read.read_text() == f"{SEEN} 0\n"
