"""Plots as SVG, made on the server: a sparkline, bars, a step line. Colours come from style.css; nothing is computed.

No text stands in the drawings, so that they stretch to any width: titles, ends and numbers stand beside them in HTML,
for every reader alike. In templates: `{{ plots.bars(words, _("Mails a day"), points) }}`.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from digest.web.wording import N_, Words

Point = tuple[str, float]  # what the reader calls it, such as a day; its value, from 0

_HEIGHT = 100.0  # units of the drawing, whatever its size on the page
_STEP = 10.0  # from one point to the next
_GAP = 2.0  # between two bars
_LEAST = 2.0  # the height of "nothing", so that a silent day is seen as a day


def sparkline(words: Words, title: str, values: Sequence[float]) -> Markup:
    """Small bars for a table's cell, oldest first; read aloud as `title` and the numbers."""
    numbers = {value: words.number(value) for value in set(values)}  # a table has hundreds of them
    told = f"{title}: {', '.join(numbers[value] for value in values) or '–'}"
    top = _top(values)
    drawn = (
        Markup('<path class="{}" d="{}"/>').format(
            kind, "".join(_box(*one, top) for one in enumerate(values) if which(one[1]))
        )
        for kind, which in (("mark", _something), ("nothing", _nothing))
        if any(map(which, values))
    )
    return _drawing(Markup("plot spark"), told, len(values), Markup("").join(drawn))


def bars(words: Words, title: str, points: Sequence[Point]) -> Markup:
    """A bar for each point, with its ends named and the numbers in a table to open."""
    return _figure(
        words, title, points, _columns([(f"{name}: {words.number(value)}", value) for name, value in points])
    )


def step_line(words: Words, title: str, points: Sequence[Point]) -> Markup:
    """A value that holds until the next point, such as a count of readers; ends and table as with `bars`."""
    top = _top(value for _, value in points)
    steps = (f"V{_up(value, top):g}H{(index + 1) * _STEP:g}" for index, (_, value) in enumerate(points))
    start = f"M0 {_up(points[0][1], top):g}" if points else ""
    path = Markup('<path class="line" vector-effect="non-scaling-stroke" d="{}"/>').format(start + "".join(steps))
    return _figure(words, title, points, path if points else Markup(""))


def _figure(words: Words, title: str, points: Sequence[Point], drawn: Markup) -> Markup:
    if not points:
        nothing = words.say(N_("Nothing to show yet."))
        return Markup('<figure class="chart"><figcaption>{}</figcaption><p class="hint">{}</p></figure>').format(
            title, nothing
        )
    highest = words.say(N_("highest: %(value)s"), value=words.number(max(value for _, value in points)))
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="num">{}</td></tr>').format(name, words.number(value))
        for name, value in points
    )
    return Markup(
        '<figure class="chart"><figcaption>{title} <span class="hint">{highest}</span></figcaption>'
        '<div dir="ltr">{drawing}<div class="ends"><bdi>{first}</bdi><bdi>{last}</bdi></div></div>'
        '<details class="more"><summary>{numbers}</summary><div class="scroll"><table class="rows">'
        '<caption class="unseen">{title}</caption><tbody>{rows}</tbody></table></div></details></figure>'
    ).format(
        title=title,
        highest=highest,
        drawing=_drawing(Markup("plot"), title, len(points), drawn),
        first=points[0][0],
        last=points[-1][0] if len(points) > 1 else "",
        numbers=words.say(N_("The numbers")),
        rows=rows,
    )


def _drawing(kind: Markup, title: str, count: int, drawn: Markup) -> Markup:
    return Markup(
        '<svg class="{}" viewBox="0 0 {:g} {:g}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
    ).format(kind, max(count, 1) * _STEP, _HEIGHT, title, drawn)


def _columns(points: Iterable[Point]) -> Markup:
    """A column for each point; its name is what a pointer that rests on it is told."""
    points = list(points)
    top = _top(value for _, value in points)
    return Markup("").join(_column(index, name, value, top) for index, (name, value) in enumerate(points))


def _column(index: int, name: str, value: float, top: float) -> Markup:
    y = _up(value, top)
    told = Markup("<title>{}</title>").format(name) if name else ""
    return Markup('<rect class="{}" x="{:g}" y="{:g}" width="{:g}" height="{:g}">{}</rect>').format(
        "mark" if value > 0 else "nothing", index * _STEP + _GAP / 2, y, _STEP - _GAP, _HEIGHT - y, told
    )


def _box(index: int, value: float, top: float) -> str:
    """A column as a piece of a path: many are drawn at once."""
    return f"M{index * _STEP + _GAP / 2:g} {_HEIGHT:g}V{_up(value, top):g}h{_STEP - _GAP:g}V{_HEIGHT:g}z"


def _something(value: float) -> bool:
    return value > 0


def _nothing(value: float) -> bool:
    return value <= 0


def _top(values: Iterable[float]) -> float:
    return max(values, default=0) or 1


def _up(value: float, top: float) -> float:
    """From the top of the drawing, where a line keeps room for its width; a small value can still be seen."""
    return round(_HEIGHT - max(_LEAST, min(max(value, 0) / top, 1) * (_HEIGHT - _LEAST)), 2)
