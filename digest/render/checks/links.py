"""Addresses in the HTML: where they lead, as far as they say so themselves. Nobody is asked whether they answer."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from digest.model.rendering import Brand, Finding, Part, Severity
from digest.model.text import N_
from digest.render.checks.proof import MEND_NOTE, Proof, Reference, by_part, named

_PRIVATE_NAMES = ("localhost", "internal", "local", "localdomain", "home.arpa", "lan", "intranet")
_TRACKING = re.compile(
    r"(?:^|&)(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|mkt_tok|_openstat|at_medium|at_campaign|xtor)="
)
# Small letters of other scripts that look like Latin ones: words of them alone pass for Latin names.
_LIKE_LATIN = frozenset("аеорсухіјѕԁһӏԛԝνοαρ")
_NEVER_MIXED = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def links(proof: Proof) -> Iterator[Finding]:
    """One finding for each fault, however many links have it; one more for those in the word from the editor."""
    ours = proof.brand if proof.brand and not _is_private(_host(_split(proof.brand.base_url))) else None
    for code, severity, text, advice, is_faulty in _FAULTS:
        faulty = [one for one in proof.references if is_faulty(one, _split(one.address), ours)]
        for part, addresses in by_part(dict.fromkeys(one.address for one in faulty), proof.stories, proof.in_note):
            yield Finding(
                code,
                severity,
                text,
                where=named(address or "<a>" for address in addresses),
                advice=MEND_NOTE if part is Part.NOTE else advice,
                values={"count": len(addresses)},
                stories=tuple(dict.fromkeys(story for one in addresses for story in proof.stories.get(one, ()))),
                part=part,
            )


def is_look_alike(host: str) -> bool:
    """Whether a name in other letters passes for a Latin one: scripts mixed in a word, or look-alikes only (UTS 39)."""
    return any(_passes_for_latin(_shown(label)) for label in host.split(".") if label.startswith("xn--"))


def _forbidden(one: Reference, parts: SplitResult, _: Brand | None) -> bool:
    allowed = {"https", "http", "mailto"} if one.attribute == "href" else {"https"}
    return bool(one.address.strip("# ")) and (parts.scheme not in allowed or "@" in parts.netloc)


def _leads_nowhere(one: Reference, _: SplitResult, __: Brand | None) -> bool:
    return not one.address.strip("# ")


def _private(_: Reference, parts: SplitResult, ours: Brand | None) -> bool:
    # Where our own pages stand on this machine, its readers do too.
    return ours is not None and bool(parts.netloc) and _is_private(_host(parts))


def _look_alike(_: Reference, parts: SplitResult, __: Brand | None) -> bool:
    return is_look_alike(_host(parts))


def _tracked(_: Reference, parts: SplitResult, __: Brand | None) -> bool:
    return bool(_TRACKING.search(parts.query))


_FAULTS: tuple[
    tuple[str, Severity, str, str, Callable[[Reference, SplitResult, Brand | None], bool]],
    ...,
] = (
    (
        "link",
        Severity.BLOCKING,
        N_("Addresses that no mail program may follow: %(count)s. Only web and mail addresses work, without a user."),
        N_("Mend them in the template, or leave the story out."),
        _forbidden,
    ),
    (
        "private-link",
        Severity.BLOCKING,
        N_("Links into a private network: %(count)s. No reader gets there, or somewhere else than you."),
        N_("Choose another source to lead, or leave the story out."),
        _private,
    ),
    (
        "empty-link",
        Severity.WARNING,
        N_("There are links that lead nowhere."),
        N_("Mend them in the template."),
        _leads_nowhere,
    ),
    (
        "look-alike",
        Severity.WARNING,
        N_("Hosts written in letters that pass for others: %(count)s."),
        N_("Look whether it is the source that you know; else leave the story out."),
        _look_alike,
    ),
    (
        "tracker",
        Severity.WARNING,
        N_("Links with a tracker's marks: %(count)s."),
        N_("Add the article by its plain address."),
        _tracked,
    ),
)


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # such as brackets that hold no IPv6 address
        return SplitResult("invalid", "", "", "", "")


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".")


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return any(host == name or host.endswith(f".{name}") for name in _PRIVATE_NAMES)


def _shown(label: str) -> str:
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _passes_for_latin(label: str) -> bool:
    letters = [letter for letter in label if letter.isalpha()]
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in letters}
    mixed = len(scripts & _NEVER_MIXED) > 1
    return mixed or (bool(letters) and "LATIN" not in scripts and _LIKE_LATIN.issuperset(letters))
