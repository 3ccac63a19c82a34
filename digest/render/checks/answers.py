"""What a look at where links lead tells an editor. It looks nowhere itself."""

from collections.abc import Iterable, Iterator, Mapping

from lxml import html as markup

from digest.model.ids import StoryId
from digest.model.rendering import Finding, LinkState, Part, Rendering, Severity
from digest.model.text import N_
from digest.render.checks.proof import MEND_NOTE, by_part, named

CODES = ("own-link", "own-host", "inside-link", "dead-link")  # of its findings
_DEAD = frozenset({LinkState.GONE, LinkState.NO_HOST})


def addresses(renderings: Iterable[Rendering]) -> tuple[str, ...]:
    """Every web address in the HTML of an edition, each once, in its order; no reader's own."""
    found = dict[str, None]()
    for rendering in renderings:
        tokens = f"https://m.invalid/{rendering.nonce}."
        for _, _, address, _ in markup.document_fromstring(rendering.html).iterlinks():
            if address.startswith(("https://", "http://")) and not address.startswith(tokens):
                found[address] = None
    return tuple(found)


def answers(
    states: Mapping[str, LinkState],
    stories: Mapping[str, tuple[StoryId, ...]],
    base_url: str,
    in_note: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """`states` and `stories` by address, `in_note` those that the word from the editor links to.

    Our own pages stand at `base_url`, wherever that is.
    """
    ours = [one for one, state in states.items() if _is_ours(one, base_url) and state is LinkState.GONE]
    # Where we send from, our own name need not be known; where readers are, it must be: somebody has to look.
    unknown = [one for one, state in states.items() if _is_ours(one, base_url) and state is LinkState.NO_HOST]
    inside = [one for one, state in states.items() if not _is_ours(one, base_url) and state is LinkState.PRIVATE]
    dead = [one for one, state in states.items() if not _is_ours(one, base_url) and state in _DEAD]
    for code, severity, found, text, advice in (
        (
            "own-link",
            Severity.BLOCKING,
            ours,
            N_("Our own pages do not answer: %(count)s."),
            N_("See that the web pages run, and that DIGEST_BASE_URL is their address."),
        ),
        (
            "own-host",
            Severity.WARNING,
            unknown,
            N_("From here nobody knows the host of our own pages: %(count)s."),
            N_("See from outside that DIGEST_BASE_URL can be reached; readers leave by it."),
        ),
        (
            "inside-link",
            Severity.BLOCKING,
            inside,
            N_("Links whose hosts stand in a private network: %(count)s."),
            N_("Choose another source to lead, or leave the story out."),
        ),
        (
            "dead-link",
            Severity.WARNING,
            dead,
            N_("Links that lead to no page any more: %(count)s."),
            N_("Choose another source to lead, or leave the story out."),
        ),
    ):
        for part, some in by_part(found, stories, in_note):
            yield Finding(
                code,
                severity,
                text,
                where=named(some),
                advice=MEND_NOTE if part is Part.NOTE and code in {"inside-link", "dead-link"} else advice,
                values={"count": len(some)},
                stories=tuple(dict.fromkeys(story for one in some for story in stories.get(one, ()))),
                part=part,
            )


def _is_ours(address: str, base_url: str) -> bool:
    return address == base_url or address.startswith(f"{base_url}/")
