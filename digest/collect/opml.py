"""Reads and writes lists of feeds (OPML 1 and 2). It adds none of them anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from digest.collect.canonical import canonical_url, feed_url
from digest.collect.charset import decode
from digest.collect.xmltree import read_xml
from digest.model.errors import BadInput
from digest.model.text import N_, clean


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of the list."""

    url: str
    title: str
    home_url: str = ""
    language: str = ""
    line: int = 0  # of the file, from 1; 0 when it stands in none


def parse_opml(body: bytes) -> tuple[tuple[Outline, ...], tuple[str, ...]]:
    """The feeds listed, folders flattened, each address once; and in words what was left out.

    Raises BadInput when it is not OPML or lists no feed.
    """
    root, _ = read_xml(decode(body))
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise BadInput(N_("This file is not OPML, the list of feeds that feed readers export."))
    found: dict[str, Outline] = {}
    problems: list[str] = []
    for outline in root.iter("outline"):
        # Attribute names are written in every case.
        said = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        if "xmlurl" not in said:
            continue  # a folder
        title = clean(said.get("title") or said.get("text") or "", 200)
        url = feed_url(said["xmlurl"])
        if not url:
            problems.append(f"Line {outline.sourceline}: {said['xmlurl'][:80]!r} is not a web address.")
        elif url not in found:
            found[url] = Outline(
                url,
                title,
                canonical_url(said.get("htmlurl", "")),
                said.get("language", "")[:20],
                outline.sourceline or 0,
            )
    if not found:
        raise BadInput(N_("The file lists no feed: no outline in it has an xmlUrl."))
    return tuple(found.values()), tuple(problems)


def write_opml(title: str, outlines: Iterable[Outline]) -> bytes:
    """A list that every feed reader can import: OPML 2.0, http://opml.org/spec2.opml."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = clean(title, 200)
    body = etree.SubElement(root, "body")
    for one in outlines:
        name = clean(one.title, 200) or one.url
        said = {"type": "rss", "text": name, "title": name, "xmlUrl": one.url}
        said |= {"htmlUrl": one.home_url, "language": one.language}
        etree.SubElement(body, "outline", {key: value for key, value in said.items() if value})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
