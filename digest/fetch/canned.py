"""A Fetcher with answers prepared beforehand, for tests and rehearsals. It opens no connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from digest.fetch.fetcher import Fetched, FetchRequest
from digest.model.errors import FetchError, NotServed


@dataclass(frozen=True)
class CannedFetcher:
    """Answers from `answers`, by URL: an answer, bytes of a body, or the error to raise. Unknown ones are 404."""

    answers: Mapping[str, Fetched | bytes | FetchError]
    asked: list[FetchRequest] = field(default_factory=list)  # every request, in order

    def fetch(self, request: FetchRequest) -> Fetched:
        """The prepared answer; a request with its ETag gets the word that nothing has changed."""
        self.asked.append(request)
        answer = self.answers.get(request.url)
        if answer is None:
            raise NotServed("The server does not serve it (404).", status=404)
        if isinstance(answer, FetchError):
            raise answer
        found = answer if isinstance(answer, Fetched) else Fetched(request.url, body=answer)
        if found.etag and request.etag == found.etag:
            return replace(found, body=b"", not_modified=True)
        return found

    def crawl_delay(self, url: str) -> float:  # noqa: ARG002  (the interface's)
        """Nobody minds."""
        return 0.0
