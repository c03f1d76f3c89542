"""Where beacon rounds come from is said by settings of planning alone."""

from pathlib import Path

from services.planning.conducting.beacons import Beacons
from services.planning.settings import PlanningSettings


def test_relays_and_the_file_of_recorded_rounds_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("CHECKONCE_BEACON_RELAYS", "http://a.example/chain/, http://b.example")
    monkeypatch.setenv("CHECKONCE_BEACON_ROUNDS", "rounds.ndjson")
    found = Beacons.of(PlanningSettings())
    assert found == Beacons(["http://a.example/chain", "http://b.example"], Path("rounds.ndjson"))


def test_without_settings_nothing_is_asked(monkeypatch):
    for name in ("CHECKONCE_BEACON_RELAYS", "CHECKONCE_BEACON_ROUNDS"):
        monkeypatch.delenv(name, raising=False)
    assert not Beacons.of(PlanningSettings())
