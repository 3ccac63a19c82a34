"""Whose mailboxes an address is among, and what a provider's words ask for: a table (providers.toml), read. No I/O."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from itertools import chain, zip_longest
from typing import Any, Self

from digest.model.delivery import Recipient
from digest.model.errors import DeliveryError, Misconfigured

REFUSING = "refusing"
_LONGEST = 7 * 24 * 60  # minutes
_PROVIDER = {"name", "domains", "mx", "per_minute"}
_RULE = {"sign", "text", "enhanced", "provider", "per_minute", "minutes"}


@dataclass(frozen=True, slots=True)
class Slowdown:
    """What a rule asks for: at most so many mails a minute (0: none) for so long. `sign` names the rule."""

    sign: str
    per_minute: int
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """An answer, and what it asks for."""

    slowdown: Slowdown
    text: re.Pattern[str] | None
    enhanced: frozenset[str]
    provider: str  # "": any


@dataclass(frozen=True, slots=True)
class Providers:
    """The table, and what was found out beside it."""

    domains: Mapping[str, str]  # → the provider's name
    exchangers: Mapping[str, str]  # the end of a mail exchanger's name → the provider's
    rates: Mapping[str, int]  # provider → mails a minute, of those that have a limit
    rules: tuple[Rule, ...]
    refusing: Slowdown
    hosted: Mapping[str, str] = field(default_factory=dict)  # other domains, whose mail exchangers were looked up

    def of(self, address: str) -> str:
        """The house that receives mail for `address`, as far as its domain tells."""
        domain = address.rpartition("@")[2].lower()
        return self.domains.get(domain) or self.hosted.get(domain, domain)

    def behind(self, exchanger: str) -> str:
        """The provider whose mail exchanger that host is; "" when it is nobody's here."""
        labels = exchanger.lower().split(".")
        ends = (".".join(labels[at:]) for at in range(len(labels)))
        return next((self.exchangers[end] for end in ends if end in self.exchangers), "")

    def hosting(self, found: Mapping[str, str]) -> Self:
        """The same, knowing of domains that are hosted at a provider: domain → its name. The table's own come first."""
        return replace(self, hosted=found)

    def asks(self, provider: str, answer: DeliveryError) -> Slowdown | None:
        """What `provider` asks for by refusing a mail so, or None."""
        words = " ".join(str(answer).split())
        for rule in self.rules if answer.code else ():
            if rule.provider not in {"", provider}:
                continue
            if answer.enhanced in rule.enhanced or (rule.text and rule.text.search(words)):
                return rule.slowdown
        return None

    def mixed(self, recipients: Iterable[Recipient]) -> list[Recipient]:
        """`recipients` with their providers taking turns: none sees a burst, and a slow one holds up no whole run."""
        queues: dict[str, list[Recipient]] = {}
        for recipient in recipients:
            queues.setdefault(self.of(recipient.address), []).append(recipient)
        turns = chain.from_iterable(zip_longest(*queues.values()))
        return [recipient for recipient in turns if recipient is not None]


@cache
def shipped() -> Providers:
    """Ours."""
    return _table(_parsed(_ours(), "providers.toml"))


def read(text: str, where: str = "DIGEST_PROVIDERS_FILE") -> Providers:
    """Ours with the operator's `text` (TOML) added; what has the same name or sign replaces ours.

    `where` it stands is told to people. Raises Misconfigured.
    """
    if not text.strip():
        return shipped()
    ours, theirs = _parsed(_ours(), "providers.toml"), _parsed(text, where)
    named = {one["name"] for one in theirs["provider"]}
    signs = {one["sign"] for one in theirs["rule"]}
    return _table(
        {
            "provider": [one for one in ours["provider"] if one["name"] not in named] + theirs["provider"],
            "rule": theirs["rule"] + [one for one in ours["rule"] if one["sign"] not in signs],
            REFUSING: ours[REFUSING] | theirs[REFUSING],
        }
    )


def _ours() -> str:
    return files("digest.deliver").joinpath("providers.toml").read_text(encoding="utf-8")


def _parsed(text: str, where: str) -> dict[str, Any]:
    """The file as written, once each entry is found to be one."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{where}: this is no TOML: {error}.") from error
    if unknown := sorted(found.keys() - {"provider", "rule", REFUSING}):
        raise Misconfigured(f"{where}: {', '.join(unknown)}: there are only [[provider]], [[rule]] and [{REFUSING}].")
    table = {"provider": [], "rule": [], REFUSING: {}} | found
    for kind, key, known in (("provider", "name", _PROVIDER), ("rule", "sign", _RULE)):
        if not isinstance(table[kind], list):
            raise Misconfigured(f"{where}: write [[{kind}]], with two brackets.")
        for one in table[kind]:
            if not isinstance(one, dict):
                raise Misconfigured(f"{where}: write [[{kind}]], with two brackets.")
            _check(one, f"{where}: [[{kind}]] {one.get(key, '')}".rstrip(), key, known)
    if not isinstance(table[REFUSING], dict):
        raise Misconfigured(f"{where}: write [{REFUSING}], with per_minute and minutes.")
    _check({"sign": REFUSING} | table[REFUSING], f"{where}: [{REFUSING}]", "sign", {"sign", "per_minute", "minutes"})
    return table


def _check(one: dict[str, Any], where: str, key: str, known: set[str]) -> None:
    if unknown := sorted(one.keys() - known):
        raise Misconfigured(f"{where}: {', '.join(unknown)}: not known here; known are {', '.join(sorted(known))}.")
    if not isinstance(one.get(key), str) or not one[key]:
        raise Misconfigured(f"{where}: it needs a {key}.")
    for name, least in (("per_minute", 1 if key == "name" else 0), ("minutes", 1)):
        value = one.get(name, least)
        if type(value) is not int or not least <= value <= (_LONGEST if name == "minutes" else 1_000_000):
            raise Misconfigured(f"{where}: {name} is {value!r}; it is a whole number from {least} on.")
    for name in ("domains", "mx", "enhanced"):
        value = one.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise Misconfigured(f"{where}: {name} is a list of texts.")
    if "minutes" in known and "text" in known:
        _check_rule(one, where)


def _check_rule(one: dict[str, Any], where: str) -> None:
    if missing := [name for name in ("per_minute", "minutes") if name not in one]:
        raise Misconfigured(f"{where}: it needs {' and '.join(missing)}.")
    if not one.get("text") and not one.get("enhanced"):
        raise Misconfigured(f"{where}: it needs a text, or enhanced codes; without them it would fit every answer.")
    try:
        re.compile(one.get("text", ""))
    except (re.error, TypeError) as error:
        raise Misconfigured(f"{where}: text is no regular expression: {error}.") from error


def _table(found: Mapping[str, Any]) -> Providers:
    providers, rules = found["provider"], found["rule"]
    return Providers(
        domains={domain.lower(): one["name"] for one in providers for domain in one.get("domains", ())},
        exchangers={end.lower().strip("."): one["name"] for one in providers for end in one.get("mx", ())},
        rates={one["name"]: one["per_minute"] for one in providers if "per_minute" in one},
        rules=tuple(_rule(one) for one in rules),
        refusing=_slowdown({"sign": REFUSING} | found[REFUSING]),
    )


def _rule(one: Mapping[str, Any]) -> Rule:
    text = re.compile(one["text"], re.IGNORECASE) if one.get("text") else None
    return Rule(_slowdown(one), text, frozenset(one.get("enhanced", ())), one.get("provider", ""))


def _slowdown(one: Mapping[str, Any]) -> Slowdown:
    return Slowdown(one["sign"], one["per_minute"], timedelta(minutes=one["minutes"]))
