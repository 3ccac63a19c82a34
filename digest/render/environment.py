"""The Jinja environment of the mail templates: an operator's folder first, then ours. It compiles no MJML."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from digest.model.errors import BadTemplate
from digest.model.text import clean
from digest.render.direction import begin_rtl
from digest.render.heads import Slot
from digest.render.sanitise import soften

_REFERRED = re.compile(r"""[^ -~]|[\\"'<>&]""")
_TAG = re.compile(r"\{[{%#]")
_QUOTED = re.compile(r"'([^']+)'")


def build(overrides: Path | None = None) -> Environment:
    """The environment; a file in `overrides` takes the place of ours of the same name, such as `digest/body.mjml`.

    Sandboxed, since operators write templates; strict, since an empty space in a mail is found too late.
    """
    folders = [folder for folder in (overrides, packaged_templates()) if folder is not None]
    environment = _Sandbox(
        loader=_Folders(folders, encoding="utf-8"),
        autoescape=_escapes,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        newline_sequence="\n",  # MJML's engine stumbles over CRLF
    )
    environment.filters.update(attr=attribute, t=plain, soft=soft, rtl=begin_rtl)
    return environment


class _Folders(FileSystemLoader):
    """Folders of templates that say which file is no text."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As Jinja declares it."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise TemplateSyntaxError("this is not UTF-8; save the file as UTF-8", line, template) from None


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox that knows that the fields of our frozen views do no harm, and spares itself the long way to them."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja declares it
        """What `obj.attribute` is in a template."""
        if type(obj).__module__ == "digest.render.view" and not attribute.startswith("_"):
            return getattr(obj, attribute) if hasattr(obj, attribute) else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def packaged_templates() -> Path:
    """Where our own templates are: in a wheel inside the package, in a checkout at its root."""
    packaged = Path(str(files("digest"))) / "_templates" / "email"
    return packaged if packaged.is_dir() else Path(str(files("digest"))).parent / "templates" / "email"


def attribute(value: object) -> Markup:
    r"""`value` for a quoted attribute: all but printable ASCII as numeric references, and so are `\`, quotes, `<>&`.

    The MJML engine (mrml 6) writes attributes as Rust debug strings: other characters come out as `\u{...}`.
    """
    return Markup(_REFERRED.sub(lambda match: f"&#{ord(match[0])};", str(value)))  # noqa: S704 - nothing is left to escape


def plain(value: object) -> str:
    """`value` for a text part: one line, no controls."""
    return clean(str(value), limit=100_000)


def soft(value: object) -> str:
    """`value` with breaks in its long words; a name that a template misspells is told as such."""
    return str(value) if isinstance(value, Slot) else soften(str(value))


def fill(environment: Environment, name: str, context: dict[str, object]) -> str:
    """The template `name` filled with `context`. Raises `BadTemplate` with file, line and column."""
    with located(environment):
        return environment.get_template(name).render(context)


def sources(environment: Environment, name: str) -> Iterator[tuple[str, str]]:
    """The sources of the template `name` and of all that it extends or includes, by name."""
    waiting, seen = [name], {name}
    assert environment.loader is not None
    while waiting:
        current = waiting.pop(0)
        source = environment.loader.get_source(environment, current)[0]
        yield current, source
        for found in meta.find_referenced_templates(environment.parse(source)):
            if found is not None and found not in seen:
                seen.add(found)
                waiting.append(found)


@contextmanager
def located(environment: Environment) -> Iterator[None]:
    """Turns whatever a template raises into `BadTemplate`, which says where."""
    try:
        yield
    except TemplateSyntaxError as error:
        line = _line(error.source or "", error.lineno)
        raise BadTemplate(
            error.message or "syntax error",
            file=error.name or "",
            line=error.lineno,
            column=_column(line, error.message or ""),
        ) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        file, number, line = _place(error.__traceback__, environment)
        message = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        raise BadTemplate(
            message or type(error).__name__,
            file=file,
            line=number,
            column=_column(line, message or "") if line else 0,
        ) from error


def _escapes(name: str | None) -> bool:
    return name is None or name.endswith(".mjml")


def _place(traceback: TracebackType | None, environment: Environment) -> tuple[str, int, str]:
    """The innermost line of a template in `traceback`: Jinja names templates in it by their path."""
    assert isinstance(environment.loader, FileSystemLoader)
    roots = [Path(folder) for folder in environment.loader.searchpath]
    file, number, line = "", 0, ""
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        for root in roots:
            if path.is_relative_to(root) and path.suffix != ".py":
                file, number = str(path.relative_to(root)), traceback.tb_lineno
                line = _line(path.read_text(encoding="utf-8"), number)
        traceback = traceback.tb_next
    return file, number, line


def _line(source: str, number: int) -> str:
    lines = source.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _column(line: str, message: str) -> int:
    """Where in `line` the trouble is, from 1: what the message quotes, else the line's first tag, else its start."""
    finders: list[Callable[[], int]] = [
        *(lambda word=word: line.find(word) for word in _QUOTED.findall(message)),
        lambda: found.start() if (found := _TAG.search(line)) else -1,
        lambda: len(line) - len(line.lstrip()),
    ]
    return next(at for find in finders if (at := find()) >= 0) + 1
