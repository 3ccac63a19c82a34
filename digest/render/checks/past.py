"""An edition beside the one before it: what readers would see twice. It takes two renderings of one language."""

from collections.abc import Iterator

from digest.model.rendering import Finding, Part, Rendering, Severity
from digest.model.text import N_
from digest.render.checks.proof import named


def past(rendering: Rendering, before: Rendering) -> Iterator[Finding]:
    """The same subject, the same headlines."""
    if rendering.subject and rendering.subject == before.subject:
        yield Finding(
            "same-subject",
            Severity.WARNING,
            N_("The last edition had the same subject: readers take it for the same mail."),
            rendering.language,
            rendering.subject,
            N_("Let another story come first, or give it a new headline."),
            part=Part.SUBJECT,
        )
    told = {headline.title for headline in before.headlines}
    again = list(dict.fromkeys(one.title for one in rendering.headlines if one.title in told))
    if again:
        yield Finding(
            "told-before",
            Severity.WARNING,
            N_("Headlines that stood in the last edition too: %(count)s of %(all)s."),
            rendering.language,
            named(again),
            N_("Drop them, or say in the headline what is new."),
            {"count": len(again), "all": len(rendering.headlines)},
        )
