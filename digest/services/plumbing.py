"""Rooms as filters: lines of JSON in, values out, for operators and scripts. It stores nothing."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from digest.cluster.profile import Document
from digest.cluster.stories import partition
from digest.collect.language import detect, primary
from digest.model.errors import BadInput

Key = int | str


def cluster_lines(lines: Iterable[bytes], report: Callable[[str], None]) -> Iterator[dict[str, Key]]:
    """`{id, title, text, published, lang?}` a line → `{id, cluster}`, in the order of the lines.

    A cluster is named by its lowest id. `published` (ISO 8601, UTC when it names no zone) may be missing or
    null: unknown. `report` is told what is wrong with a line, and where; the line is left out.
    """
    documents: dict[Key, Document] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = _document(line)
        except BadInput as problem:
            report(f"line {number}: {problem}")
            continue
        if document.key in documents:
            report(f"line {number}: the id {document.key!r} stood in an earlier line")
        else:
            documents[document.key] = document
    label = {key: cluster[0] for cluster in partition(list(documents.values())) for key in cluster}
    for key in documents:
        yield {"id": key, "cluster": label[key]}


def _document(line: bytes) -> Document:
    record = _record(line)
    key = record.get("id")
    if isinstance(key, bool) or not isinstance(key, int | str) or key == "":
        raise BadInput('"id" must be a text or a whole number')
    title, text, language = (_text(record, field) for field in ("title", "text", "lang"))
    if not title.strip() and not text.strip():
        raise BadInput('"title" and "text" are both empty')
    return Document(key, title, text, primary(language) or detect(title, text), _published(record))


def _record(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadInput("not a JSON object")
    return record


def _text(record: dict[str, object], field: str) -> str:
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f'"{field}" must be a text')
    return value


def _published(record: dict[str, object]) -> datetime | None:
    value = _text(record, "published")
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput(f'"published" is not a date in ISO 8601: {value!r}') from error
