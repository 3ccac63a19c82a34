"""The API's blueprint, and the document that describes it. The operations stand in the files of their nouns."""

from functools import cache
from importlib.metadata import version

from flask import Blueprint, Response, jsonify

from digest.web.api.document import document
from digest.web.api.operations import Api, register_errors

door = Blueprint("api", __name__, url_prefix="/api/v1")
api = Api(door)
register_errors(door)


@door.get("/openapi.json")
def openapi() -> Response:
    """What this API can do (OpenAPI 3.1). Needs no token."""
    return jsonify(_document())


@cache
def _document() -> dict[str, object]:
    return document(api.operations, version("news-digest"))
