"""What every operation of the API shares: who may call it, what it takes and gives. No operation stands here.

@api.operation("GET", "/digests/{digest}", gives=DigestShape, says="One digest.")
def digest(call: Call, digest: str) -> DigestShape: ...
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, g, jsonify, request, stream_with_context
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import HTTPException

from digest.bootstrap import House
from digest.model.errors import DigestError
from digest.model.user import Role, User
from digest.web.api.problems import of_error, problem

log = structlog.get_logger(__name__)

JSON = "application/json"
NUMBERS = frozenset({"edition", "feed", "story", "article", "number"})  # path parameters that are keys of rows
LARGEST_BODY = 128 * 1024  # octets; a text to be explained, each letter of it escaped
MOST_TOLD = 20  # mistakes of one request: an answer is never many times what was sent
LARGEST_KEY = 2**63 - 1
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class File:
    """A body that is no JSON, as it stands in a file: its media type, and how many octets are taken at most."""

    media_type: str
    largest: int = 0


View = Callable[..., BaseModel | bytes | Iterable[str] | None]  # the middle two are the octets, the lines of a File


class Shape(BaseModel):
    """JSON of ours: unknown fields are refused, so that a misspelt one is not silently nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Shape):
    """No fields."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the house, on whose behalf, and what was sent."""

    house: House
    user: User
    role: Role  # the token's, which may be less than the user's
    query: Any  # of the operation's `asks`
    body: Any  # of the operation's `takes`; of a File its octets

    @property
    def by(self) -> str:
        """Who the audit says did it."""
        return f"api:{self.user.email}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str  # "/digests/{digest}", below /api/v1
    name: str
    says: str  # what it does, in a sentence
    role: Role
    gives: type[BaseModel] | File | None  # None: 204
    takes: type[BaseModel] | File | None
    asks: type[BaseModel]
    status: int
    largest: int  # octets of a body
    view: View

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names in its path."""
        return tuple(_PARAMETER.findall(self.path))

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""

        def converted(match: re.Match[str]) -> str:
            name = match[1]
            return f"<int(min=1, max={LARGEST_KEY}):{name}>" if name in NUMBERS else f"<{name}>"

        return _PARAMETER.sub(converted, self.path)


@dataclass(frozen=True)
class Api:
    """Operations, and the blueprint that serves them."""

    door: Blueprint
    operations: list[Operation] = field(default_factory=list)

    def operation(  # noqa: PLR0913  (each is a line of the OpenAPI document)
        self,
        method: str,
        path: str,
        *,
        says: str,
        gives: type[BaseModel] | File | None,
        role: Role = Role.VIEWER,
        takes: type[BaseModel] | File | None = None,
        asks: type[BaseModel] = Nothing,
        status: int = 0,
        largest: int = LARGEST_BODY,
    ) -> Callable[[View], View]:
        """Declare the decorated function as an operation; it gets a Call and the path's parameters by name."""

        def declare(view: View) -> View:
            code = status or (200 if gives else 204)
            most = takes.largest if isinstance(takes, File) else largest
            found = Operation(method, path, view.__name__, says, role, gives, takes, asks, code, most, view)
            self.operations.append(found)
            self.door.add_url_rule(found.rule, view.__name__, _served(found), methods=[method])
            return view

        return declare


def _served(operation: Operation) -> Callable[..., Response]:
    def serve(**parameters: Any) -> Response:  # noqa: ANN401  (Flask's converters decide)
        house: House = current_app.extensions["house"]
        found = house.tokens.verify(_bearer())
        if found is None:
            return problem(401, "Send `Authorization: Bearer …` with a token that is in force.")
        user, role = found
        g.program = user
        if role < operation.role:
            return problem(403, f"This needs the role {operation.role.value}; the token has {role.value}.")
        try:
            query, body = _asked(operation), _sent(operation)
        except _Unreadable as error:
            return error.answer
        return _answered(operation, operation.view(Call(house, user, role, query, body), **parameters))

    serve.api_role = operation.role  # type: ignore[attr-defined]  # a test asks every operation for it
    return serve


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class _Unreadable(Exception):
    """The request cannot be read; `answer` says why."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def _asked(operation: Operation) -> BaseModel:
    twice = [name for name, values in request.args.lists() if len(values) > 1][:MOST_TOLD]
    if twice:
        raise _Unreadable(problem(422, f"{', '.join(twice)}: given twice."))
    try:
        return operation.asks.model_validate(request.args.to_dict(), strict=False)
    except ValidationError as error:
        raise _Unreadable(_invalid(error)) from None


def _sent(operation: Operation) -> BaseModel | bytes | None:
    takes = operation.takes
    if takes is None:
        return None
    expected = takes.media_type if isinstance(takes, File) else JSON
    if request.mimetype != expected:
        raise _Unreadable(problem(415, f"Send the body as {expected}."))
    request.max_content_length = operation.largest
    body = request.get_data()
    if isinstance(takes, File):
        return body
    try:
        return takes.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise _Unreadable(_invalid(error)) from None


def _invalid(error: ValidationError) -> Response:
    wrong = [
        {"field": ".".join(str(part) for part in one["loc"]), "problem": one["msg"]}
        for one in error.errors(include_url=False, include_context=False, include_input=False)[:MOST_TOLD]
    ]
    listed = "; ".join(f"{one['field'] or 'body'}: {one['problem']}" for one in wrong)
    return problem(422, listed, errors=wrong)


def _answered(operation: Operation, result: BaseModel | bytes | Iterable[str] | None) -> Response:
    if result is None:
        return Response(status=operation.status)
    if isinstance(result, BaseModel):
        answer = jsonify(result.model_dump(mode="json"))
    else:
        assert isinstance(operation.gives, File)
        lines = result if isinstance(result, bytes) else stream_with_context(iter(result))
        answer = Response(lines, content_type=f"{operation.gives.media_type}; charset=utf-8")
    answer.status_code = operation.status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def register_errors(door: Blueprint) -> None:
    """Problems instead of pages, for whatever an operation raises."""

    @door.errorhandler(DigestError)
    def _ours(error: DigestError) -> Response:
        answer = of_error(error, stranger="program" not in g)
        if answer.status_code >= 500:
            log.error("api_failed", endpoint=request.endpoint, error=type(error).__name__)
        return answer

    @door.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        return problem(error.code or 500)

    @door.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Response:
        log.error("api_failed", endpoint=request.endpoint, error=type(error).__name__)
        return problem(500, "It is our fault, and it has been noted.")
