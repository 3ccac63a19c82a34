"""Which quotations and brackets are open at a place in a line, whatever marks a language uses. It cuts nothing."""

from collections.abc import Iterator

_BRACKETS = {"(": True, "[": True, "「": True, "『": True, "《": True} | dict.fromkeys(")]」』》", False)
_USUAL = {"«": True, "„": True, "‹": True, "“": True, "»": False, "”": False, "›": False, "‟": False}
_BEFORE = ' ([—–-«„“‹"'  # after these, or at the beginning, a mark opens
_AFTER = ' .,;:!?…)]»”›—–-"؟،؛'  # before these, or at the end, it closes


def still_open(text: str, at: int) -> str:
    """The marks after `at` that close what is open there; "" when `at` is in no quotation and no bracket.

    What nothing closes in the rest of the line is not open: names as in «Завод «Янтарь» share one closing mark.
    """
    depth = 0
    for place, opens in _marks(text):
        if place >= at:
            break
        depth = depth + 1 if opens else max(depth - 1, 0)
    closing, least = "", depth
    for place, opens in _marks(text):
        if place >= at:
            depth += 1 if opens else -1
            if 0 <= depth < least:
                least = depth
                closing += text[place]
    return closing


def _marks(text: str) -> Iterator[tuple[int, bool]]:
    """Where a mark stands, and whether it opens.

    German closes with what opens in English: what stands around a mark tells.
    """
    straight = 0
    for place, mark in enumerate(text):
        if mark in _BRACKETS:
            yield place, _BRACKETS[mark]
        elif mark in _USUAL or mark == '"':
            first = place == 0 or text[place - 1] in _BEFORE
            last = place + 1 == len(text) or text[place + 1] in _AFTER
            opens = first if first != last else _USUAL.get(mark, not straight)
            if mark == '"':
                straight = straight + 1 if opens else max(straight - 1, 0)
            yield place, opens
