"""Time zones by their cities: to choose one, and to say whose clocks are meant. They know nothing of digests."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from flask import g

from digest.web.wording import gettext as _

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as a form offers it."""

    name: str  # IANA
    also: tuple[str, ...]  # other names of the same clocks, which a browser may give
    label: str  # "Kyiv, Ukraine"
    clocks: ZoneInfo  # held here: Python keeps only the last few that were used


@cache
def zones(language: str) -> tuple[Zone, ...]:
    """Every city's zone once, by its label in `language`."""
    cities: dict[tuple[str, str], list[str]] = {}
    for name in sorted(available_timezones()):
        area = name.partition("/")[0]
        if area in AREAS:
            cities.setdefault((area, _city(name, "en")), []).append(name)
    found: dict[str, Zone] = {}
    for (_area, city), names in cities.items():
        # IANA renamed some; the name that says the city's name of today is the one to keep.
        name = next((one for one in names if one.endswith(f"/{city.replace(' ', '_')}")), names[0])
        shown = label(name, language)
        also = tuple(one for one in names if one != name)
        found[shown] = Zone(name, also, shown, ZoneInfo(name))  # Istanbul lies in two areas
    return tuple(sorted(found.values(), key=lambda zone: zone.label.casefold()))


@cache
def label(name: str, language: str) -> str:
    """A zone as people of `language` call it."""
    territories = get_global("zone_territories")
    territory = territories.get(get_global("zone_aliases").get(name, name), "")
    country = Locale.parse(language).territories.get(territory) if territory not in {"", "001", "ZZ"} else None
    return ", ".join(part for part in (_city(name, language), country) if part)


def city(name: str, language: str) -> str:
    """The city that a zone is called after."""
    return _city(name, language) if "/" in name else name


def on_clocks(hour: str, zone: str) -> str:
    """An hour, and where clocks show it, in the language of the page that is being made."""
    if zone == "UTC":
        return _("%(hour)s UTC", hour=hour)
    return _("%(hour)s in %(city)s", hour=hour, city=city(zone, g.words.language))


def _city(name: str, language: str) -> str:
    known = Locale.parse(language).time_zones
    canonical: str = get_global("zone_aliases").get(name, name)
    # CLDR knows some cities by the names that their zones once had: Kyiv stands under Europe/Kiev.
    named = (known[one].get("city") for one in (canonical, *_former().get(canonical, ())) if one in known)
    return next((str(one) for one in named if one), canonical.rpartition("/")[2].replace("_", " "))


@cache
def _former() -> dict[str, list[str]]:
    """The names that zones had before, by their names of today."""
    found: dict[str, list[str]] = {}
    for old, name in sorted(get_global("zone_aliases").items()):
        found.setdefault(name, []).append(old)
    return found
