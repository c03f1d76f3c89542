"""The page of settings names each variable and says what it is for."""

import pytest

from apps.checkonce import settings_page
from apps.portal.settings import PortalSettings
from libs.domain.settings import ServiceSettings


def test_each_setting_says_what_it_is_for():
    silent = [
        f"{cls.__name__}.{name}"
        for cls in (ServiceSettings, PortalSettings)
        for name, field in cls.model_fields.items()
        if not field.description
    ]
    assert silent == []


def test_the_page_names_every_variable_once():
    page = "\n".join(settings_page._page())
    assert page.count("| `CHECKONCE_DATABASE_URL` | secret | **must be set** |") == 1
    assert page.count("| `CHECKONCE_RATING_SECRET` | path |  |") == 1
    assert "| `CHECKONCE_READINGS_KEPT_DAYS` | number ≥ 184, ≤ 36525 | `1096` |" in page
    assert "| `CHECKONCE_ROLE` | `all`, `api`, `worker` | `all` |" in page
    assert "None" not in page


@pytest.mark.parametrize("before", ["", "another page"])
def test_a_page_that_differs_is_said_and_written_anew(before, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(settings_page, "FILE", tmp_path / "settings.md")
    if before:
        settings_page.FILE.write_text(before)
    assert settings_page.main(["--check"]) == 1
    assert "differs" in capsys.readouterr().err
    assert settings_page.main([]) == 0
    assert settings_page.main(["--check"]) == 0
