"""What articles are about, and why: for people who ask, and for scripts. The collecting service stores it."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from digest.classify.assign import Verdict
from digest.classify.in_force import Topics
from digest.collect.language import detect, primary
from digest.model.article import Article
from digest.model.errors import BadInput, NotFound
from digest.model.ids import ArticleId
from digest.model.topic import Assignment, Topic
from digest.store import stories
from digest.store.database import Database


@dataclass(frozen=True)
class Written:
    """An article's words, wherever they come from; `language` may be empty."""

    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Classifying:
    """Uses the topics in force at each call. The database is opened only for articles that we keep."""

    in_force: Callable[[], Topics]
    open_database: Callable[[], Database]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics in force."""
        return self.in_force().topics

    @property
    def problems(self) -> tuple[BadInput, ...]:
        """What is wrong with files of the operator's folder, which were set aside."""
        return self.in_force().problems

    def assign(self, article: Article) -> tuple[Assignment, ...]:
        """What an article is about."""
        return self.in_force().assigner.assign(article)

    def explain(self, written: Written) -> tuple[Verdict, ...]:
        """A verdict for each topic."""
        language = self.language(written)
        return self.in_force().assigner.explain(written.title, written.standfirst, written.paragraphs, language)

    def language(self, written: Written) -> str:
        """The language whose terms are looked for: the one told, unless the letters are those of others.

        When none is told it is found out; a headline alone rather has one that the topics have names in.
        """
        told, text = primary(written.language), "\n".join(written.paragraphs)
        if told and not _in_other_letters(f"{written.title}\n{text}"[:_SAMPLE], told):
            return told
        return detect(written.title, text, sorted({language for topic in self.topics for language in topic.names}))

    def explain_kept(self, article_id: ArticleId) -> tuple[Written, tuple[Verdict, ...]]:
        """An article that we keep, by today's topics. Raises NotFound."""
        with self.open_database().transaction() as tx:
            found = stories.articles_with(tx, [article_id])
        if not found:
            raise NotFound(f"There is no article {article_id}; its number stands in the edition's page and in exports.")
        article = found[0]
        written = Written(article.title, article.standfirst, article.paragraphs, article.language)
        return written, self.explain(written)

    def classify_lines(self, lines: Iterable[bytes], report: Callable[[str], None]) -> Iterator[dict[str, object]]:
        """`{id, title, text, lang?}` a line → `{id, lang, topics, matched}`, one after the other.

        `matched` tells for each topic the terms that weighed. `report` is told what is wrong with a line, and
        which; the line is left out.
        """
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield self._classified(_record(line))
            except BadInput as problem:
                report(f"line {number}: {problem}")

    def _classified(self, record: dict[str, object]) -> dict[str, object]:
        title, text, language = (_text(record, field) for field in ("title", "text", "lang"))
        written = Written(title, "", tuple(text.splitlines()), language)
        language = self.language(written)
        verdicts = self.explain(replace(written, language=language))
        found = {
            verdict.topic_id: list(dict.fromkeys(match.term for match in verdict.matches if match.weight))
            for verdict in verdicts
            if verdict.assigned
        }
        return {"id": record["id"], "lang": language, "topics": list(found), "matched": found}


_SAMPLE = 200  # characters that tell the letters a text is written in
_LETTERS = (
    (re.compile(r"[\u0620-\u06ff]"), {"ar", "fa", "ku", "ps", "ur"}),
    (re.compile(r"[\u0400-\u04ff]"), {"be", "bg", "kk", "mk", "ru", "sr", "uk", "uz"}),
)


def _in_other_letters(sample: str, language: str) -> bool:
    """Whether most letters are Arabic or Cyrillic and the language is written in others."""
    letters = sum(map(str.isalpha, sample))
    return any(
        language not in languages and 2 * len(pattern.findall(sample)) > letters for pattern, languages in _LETTERS
    )


_LONE = re.compile("[\ud800-\udfff]")  # JSON can write them (\ud800), UTF-8 cannot


def _record(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise BadInput('not a JSON object; write {"id": 1, "title": "…", "text": "…"}')
    if isinstance(record.get("id"), bool) or not isinstance(record.get("id"), int | str):
        raise BadInput('"id" must be a text or a whole number')
    if isinstance(record["id"], str) and _LONE.search(record["id"]):
        raise BadInput('"id" holds half a character: a lone surrogate')
    return record


def _text(record: dict[str, object], field: str) -> str:
    value = record.get(field)
    if value is not None and not isinstance(value, str):
        raise BadInput(f'"{field}" must be a text')
    return value or ""
