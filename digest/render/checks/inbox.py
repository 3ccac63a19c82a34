"""The line that an inbox shows: subject and preheader, of the whole edition and of each topic alone."""

import re
import unicodedata
from collections.abc import Iterator

from digest.model.rendering import Finding, Part, Severity
from digest.model.text import N_
from digest.render.checks.proof import Proof
from digest.render.heads import heads_for

SHORT_SUBJECT, LONG_SUBJECT = 15, 78  # characters; inboxes on a desk show 60 to 78, phones 30 to 40
SHORT_PREHEADER, LONG_PREHEADER = 40, 90
_BETWEEN = " · "  # two headlines of one subject
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
_ODD = frozenset({"Cc", "Cn", "Co", "Cs"})  # controls, not assigned, private, half of a pair
_MANY_MARKS = re.compile(r"[!?]{2,}")


def subject(proof: Proof) -> Iterator[Finding]:
    """Its length and its letters. Of several topics with the same fault, the first is named."""
    if not proof.rendering.subject:
        yield _about_subject(
            Severity.BLOCKING,
            N_("There is no subject."),
            N_("Give the first story a headline."),
            proof.rendering.subject,
        )
        return
    told = set[str]()
    for topic in (None, *sorted(proof.segments.topics)):
        line = heads_for(proof.rendering, None if topic is None else frozenset({topic})).subject
        for text, advice, values in _faults(line):
            if text not in told:
                told.add(text)
                yield _about_subject(Severity.WARNING, text, advice, line, values, topic or "")


def preheader(proof: Proof) -> Iterator[Finding]:
    """It fills the rest of the line."""
    count = len(proof.rendering.preheader)
    if not SHORT_PREHEADER <= count <= LONG_PREHEADER:
        yield Finding(
            "preheader",
            Severity.WARNING,
            N_("The preheader has %(count)s characters; between %(least)s and %(most)s fill an inbox's line."),
            where=proof.rendering.preheader,
            advice=N_("It is made of the headlines after the subject's: lengthen or shorten those."),
            values={"count": count, "least": SHORT_PREHEADER, "most": LONG_PREHEADER},
            part=Part.PREHEADER,
        )


def _faults(line: str) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    """What is wrong, what to do, and the values of both."""
    if len(line) < SHORT_SUBJECT:
        text = N_("The subject has only %(count)s characters; it says little.")
        yield text, N_("Lengthen the first headline."), {"count": len(line)}
    if len(line.partition(_BETWEEN)[0]) > LONG_SUBJECT:
        text = N_("The subject's first headline is longer than the %(most)s characters that inboxes show.")
        yield text, N_("Shorten it, or put what matters first."), {"most": LONG_SUBJECT}
    if signs := dict.fromkeys(one for one in line if _EMOJI.match(one) or unicodedata.category(one) in _ODD):
        text = N_("The subject holds signs that some inboxes show as boxes: %(signs)s")
        yield text, N_("Leave them out."), {"signs": " ".join(f"{one} (U+{ord(one):04X})" for one in signs)}
    letters = [one for one in line if one.isupper() or one.islower()]
    if _MANY_MARKS.search(line) or (len(letters) > 20 and sum(map(str.isupper, letters)) > 0.7 * len(letters)):
        text = N_("The subject shouts: filters take capitals and repeated marks for advertisements.")
        yield text, N_("Write it as a newspaper would."), {}


def _about_subject(
    severity: Severity,
    text: str,
    advice: str,
    line: str,
    values: dict[str, str | int] | None = None,
    topic: str = "",
) -> Finding:
    return Finding(
        "subject", severity, text, where=line, advice=advice, values=values or {}, topic=topic, part=Part.SUBJECT
    )
