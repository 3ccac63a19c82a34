"""XML from strangers."""

from digest.collect.xmltree import read_xml


def test_whole_xml_is_not_touched() -> None:
    """No complaint, the same tree."""
    root, complaint = read_xml('<?xml version="1.0" encoding="koi8-r"?><a><b>я &amp; ты</b></a>')
    assert root is not None
    assert (root.findtext("b"), complaint) == ("я & ты", "")


def test_declared_entities_are_left_out() -> None:
    """What stands around them stays."""
    root, _ = read_xml('<!DOCTYPE a [<!ENTITY e "boom">]><a>one &e;two<b/>&e; three</a>')
    assert root is not None
    assert "".join(root.itertext()) == "one two three"


def test_cdata_is_not_escaped() -> None:
    """An ampersand in CDATA is an ampersand, also when the rest is mended."""
    root, complaint = read_xml("<a><b><![CDATA[x?a=1&b=2]]></b><c>1 & 2 < 3</c></a>")
    assert root is not None
    assert (root.findtext("b"), root.findtext("c")) == ("x?a=1&b=2", "1 & 2 < 3")
    assert complaint


def test_what_holds_no_element_is_none() -> None:
    """Words are no XML."""
    assert read_xml("words only")[0] is None
