"""Time zones by city, each once."""

from zoneinfo import ZoneInfo

import pytest

from digest.web.zones import city, label, zones


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_each_city_is_offered_once_with_clocks_that_work(language: str) -> None:
    found = zones(language)
    assert len({zone.label for zone in found}) == len(found)
    assert len({zone.name for zone in found}) == len(found)
    for zone in found[::20]:
        assert ZoneInfo(zone.name).key == zone.name


@pytest.mark.parametrize(("name", "old"), [("Europe/Kyiv", "Europe/Kiev"), ("Asia/Kolkata", "Asia/Calcutta")])
def test_a_browser_that_says_the_old_name_is_understood(name: str, old: str) -> None:
    (found,) = [zone for zone in zones("en") if zone.name == name]
    assert old in found.also


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Europe/Kyiv", "en", "Kyiv, Ukraine"),
        ("Europe/Kyiv", "ar", "كييف, أوكرانيا"),
        ("Asia/Damascus", "fr", "Damas, Syrie"),
        ("UTC", "en", "UTC"),
    ],
)
def test_a_zone_is_called_as_its_readers_call_it(name: str, language: str, expected: str) -> None:
    assert label(name, language) == expected


def test_a_zone_without_a_city_is_called_by_its_name() -> None:
    assert (city("UTC", "en"), city("America/New_York", "en")) == ("UTC", "New York")
