"""The API as OpenAPI 3.1, made from the operations that are served."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec

from server.core import ids
from server.core.refusals import CODES
from server.web.answers import Problem
from server.web.ask import Operation, Raw, Struct
from server.web.own import COOKIE
from server.web.refusals import MEDIA_TYPE
from server.web.schema import components, schema_of

_PARAM: Final = re.compile(r"{(\w+)}")
_SECURITY: Final[dict[str, list[dict[str, list[str]]]]] = {
    "key": [{"apiKey": []}],
    "user": [{"userToken": []}],
    "either": [{"apiKey": []}, {"userToken": []}],
    "anyone": [],
    "link": [{"apiKey": []}, {"userToken": []}, {"fileLink": []}],
    "page": [],
    "staff": [{"deskCookie": []}],
}
_PATH_PARAMS: Final = {
    "id": "the room's, user's or file's id",
    "user": "the user's id",
    "device": "the device's id",
    "session": "the session's id",
    "seq": "the message's seq",
}
_ID_SCHEMA: Final = {"type": "string", "pattern": ids.ID}
_KEY_PARAM: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The caller's own id for this write; a repeat is answered like the first and writes nothing.",
    "schema": {"type": "string", "pattern": ids.CID},
}


def document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """Return the whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Parley",
            "version": version,
            "summary": "A real-time chat server for marketplaces.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components(_types(operations)),
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer", "description": "the host's API key"},
                "userToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "HS256"},
                "deskCookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "a session of staff"},
                "fileLink": {"type": "apiKey", "in": "query", "name": "t", "description": "one file, five minutes"},
            },
        },
    }


def refusals_of(operation: Operation) -> list[str]:
    """Return the codes that this operation may refuse with, in the table's order."""
    usual = {"bad_field", "internal", "unavailable"}
    if operation.body is not None:
        usual |= {"bad_message", "too_large"}
    if operation.who not in {"anyone", "page"}:
        usual |= {"unauthenticated"}
    if operation.who in {"key", "user", "page", "staff"}:
        usual |= {"forbidden"}
    return [code for code in CODES if code in usual.union(operation.refuses)]


def _described(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.path.split("/")[2]],
        "security": _SECURITY[operation.who],
        "parameters": _parameters(operation),
        "responses": _good(operation) | _bad(operation),
    }
    if operation.body is not None:
        said["requestBody"] = _request_body(operation.body)
    return said


def _request_body(body: Struct | Raw) -> dict[str, Any]:
    if isinstance(body, Raw):
        return {"required": True, "description": body.meaning, "content": _content(body)}
    needed = any(field.required for field in msgspec.structs.fields(body))
    return {"required": needed, "content": _content(body)}


def _content(shape: Any) -> dict[str, Any]:  # noqa: ANN401 - a shape may be any type
    if isinstance(shape, Raw):
        return {shape.media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"application/json": {"schema": schema_of(shape)}}


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "description": _PATH_PARAMS[name], "schema": _ID_SCHEMA}
        for name in _PARAM.findall(operation.path)
    ]
    if operation.query is not None:
        found += [
            {"name": field.encode_name, "in": "query", "required": field.required, "schema": schema_of(field.type)}
            for field in msgspec.structs.fields(operation.query)
        ]
    return [*found, _KEY_PARAM] if operation.writes else found


def _good(operation: Operation) -> dict[str, Any]:
    return {
        str(status): {
            "description": said.meaning,
            "content": _content(said.shape),
        }
        for status, said in sorted(operation.answers.items())
    }


def _bad(operation: Operation) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for code in refusals_of(operation):
        by_status.setdefault(CODES[code].http, []).append(code)
    return {
        str(status): {
            "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes),
            "content": {MEDIA_TYPE: {"schema": schema_of(Problem)}},
        }
        for status, codes in sorted(by_status.items())
    }


def _types(operations: Iterable[Operation]) -> list[Any]:
    """Return every struct that an operation takes or gives, each once, in order."""
    found: list[Any] = [Problem]
    for operation in operations:
        found += [operation.body, *(said.shape for said in operation.answers.values())]
    return list(dict.fromkeys(each for each in found if each is not None and not isinstance(each, Raw)))
