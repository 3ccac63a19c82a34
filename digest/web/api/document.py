"""The OpenAPI 3.1 document of the API, made from the declared operations. It serves nothing."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from digest.web.api.operations import JSON, LARGEST_KEY, NUMBERS, File, Operation
from digest.web.api.problems import MEDIA_TYPE

Names = dict[tuple[type[BaseModel], str], dict[str, Any]]  # a model and its mode → where its schema stands

_REFUSALS = {
    "401": "No token, or none that is in force.",
    "403": "The token's role is too low.",
    "404": "There is no such thing.",
    "405": "This cannot be asked of that path.",
    "409": "It cannot be done as things stand; the detail says why.",
    "413": "The body is larger than any that is needed.",
    "415": "The body is not of the kind that is taken.",
    "422": "Something sent cannot be used; the detail says what.",
    "503": "The database cannot be used now.",
}


def document(operations: list[Operation], version: str) -> dict[str, Any]:
    """The document as a JSON object."""
    used = {
        (model, mode)
        for one in operations
        for model, mode in ((one.gives, "serialization"), (one.takes, "validation"))
        if model is not None and not isinstance(model, File)
    }
    ordered = sorted(used, key=lambda pair: (pair[0].__name__, pair[1]))
    names, schemas = models_json_schema(ordered, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, names)  # type: ignore[arg-type]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "News Digest",
            "version": version,
            "description": "Editions, digests, feeds, topics, lists and readers, for programs. Tokens: “My account”.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas.get("$defs", {}), "Problem": _PROBLEM},
        },
    }


_PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
                "required": ["field", "problem"],
            },
        },
    },
}


def _operation(one: Operation, names: Names) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done."}
    if one.gives is not None:
        answer["content"] = _content(one.gives, "serialization", names)
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.says,
        "description": f"Needs the role {one.role.value}.",
        "parameters": [*(_in_path(name) for name in one.parameters), *_in_query(one.asks)],
        "responses": {str(one.status): answer, **_refusals(one)},
    }
    if one.takes is not None:
        described["requestBody"] = {"required": True, "content": _content(one.takes, "validation", names)}
    return described


def _content(model: type[BaseModel] | File, mode: str, names: Names) -> dict[str, Any]:
    """A file has no schema: its media type says what it is (OpenAPI 3.1, "considerations for file uploads")."""
    return {model.media_type: {}} if isinstance(model, File) else {JSON: {"schema": names[model, mode]}}


def _in_path(name: str) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 1, "maximum": LARGEST_KEY}
    schema = number if name in NUMBERS else {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(asks: type[BaseModel]) -> list[dict[str, Any]]:
    schema = asks.model_json_schema()
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": found}
        for name, found in schema.get("properties", {}).items()
    ]


def _refusals(one: Operation) -> dict[str, Any]:
    without = {"413", "415"} if one.takes is None else set()
    return {
        code: {"description": text, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for code, text in _REFUSALS.items()
        if code not in without
    }
