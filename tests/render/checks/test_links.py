"""Where the links of a mail lead."""

from dataclasses import replace

import pytest
from invented_edition import BRAND, item
from invented_proof import codes, proof, rendered, with_items

from digest.render.checks.links import is_look_alike, links


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.example/", []),
        ("mailto:editor@x.example", []),
        ("javascript:x", [("link", "blocking")]),
        ("ftp://x.example/", [("link", "blocking")]),
        ("https://harbour.example@x.example/", [("link", "blocking")]),
        ("https://[x/", [("link", "blocking")]),
        ("http://192.168.0.1/", [("private-link", "blocking")]),
        ("https://printer.local/", [("private-link", "blocking")]),
        ("https://[fe80::1]/", [("private-link", "blocking")]),
        ("https://127.0.0.1:8025/", [("private-link", "blocking")]),
        ("", [("empty-link", "warning")]),
        ("#", [("empty-link", "warning")]),
        ("https://xn--80ak6aa92e.example/", [("look-alike", "warning")]),
        ("https://x.example/?a=1&utm_source=rss", [("tracker", "warning")]),
        ("https://x.example/?autm_source=1", []),
    ],
)
def test_each_fault_of_a_link_is_told_once(address: str, expected: list[tuple[str, str]]) -> None:
    """However many links have it."""
    link = f'<a href="{address}">y</a>'
    assert codes(links, proof(html=rendered().html.replace("</h1>", f"{link}{link}</h1>"))) == expected


def test_a_storys_link_says_which_story() -> None:
    """So that the desk can jump there."""
    bad = item("Bread price agreed", url="https://harbour.example/1?fbclid=2")
    (finding,) = links(proof(with_items(bad)))
    assert (finding.code, finding.stories, finding.where) == ("tracker", (1,), "https://harbour.example/1?fbclid=2")


def test_images_come_by_https_only() -> None:
    html = rendered().html.replace("</h1>", "<img src='http://x.example/y.png' alt=''></h1>")
    assert codes(links, proof(html=html)) == [("link", "blocking")]


def test_a_house_on_this_machine_may_link_to_this_machine() -> None:
    """As the demo does: its readers stand there too."""
    given, brand = with_items(item("Bread", url="http://127.0.0.1:9000/1")), "http://127.0.0.1:8025"
    assert codes(links, proof(given)) == [("private-link", "blocking")]
    assert codes(links, proof(given, replace(BRAND, base_url=brand))) == []


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("harbour.example", False),
        ("xn--80ak6aa92e.com", True),  # Cyrillic letters only, all of which look Latin
        ("xn--pple-43d.com", True),  # a Cyrillic letter among Latin ones
        ("xn--e1afmkfd.xn--p1ai", False),  # an honest Russian name
        ("xn--bcher-kva.example", False),  # a German one
        ("xn--mgbh0fb.xn--kgbechtv", False),  # an Arabic one
        ("xn--\u00e9.example", False),
    ],
)
def test_names_that_pass_for_others_are_known(host: str, *, expected: bool) -> None:
    assert expected is is_look_alike(host)
