"""What is served beside the operations of the API, and how the documents name who may call."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Row:
    """One URL as the documents list it."""

    method: str
    path: str
    who: str
    meaning: str


WHO: Final = {
    "key": "API key",
    "user": "user",
    "either": "API key, user",
    "anyone": "anyone",
    "link": "API key, user, link",
    "page": "the workspace's page",
    "staff": "staff",
}
PLAIN: Final[tuple[Row, ...]] = (
    Row("GET", "/v1/ws", "user", "The WebSocket; the token comes in its first message"),
    Row("GET", "/v1/openapi.json", "anyone", "This API as OpenAPI 3.1"),
    Row("GET", "/healthz", "anyone", "200 while the process lives"),
    Row("GET", "/readyz", "anyone", "200 `ok` or `degraded`, 503 `draining` or `down`, and `why`"),
    Row("GET", "/metrics", "anyone", "Counters for Prometheus"),
    Row("GET", "/widget.js", "anyone", "The website widget's loader, for pages of any origin"),
    Row("GET", "/static/{path}", "anyone", "The files of the widget and the pages"),
    Row("GET", "/r/", "anyone", "The room page, for phones; `#t=<token>&room=<id>` says who and where"),
    Row("GET", "/r/sw.js", "anyone", "The room page's service worker: the shell without a network, and what is pushed"),
    Row("GET", "/desk/", "anyone", "The agents' workspace; `#link=<secret>` is a link to get in by"),
    Row("GET", "/embed/", "anyone", "The widget in a frame (`data-isolate`), for pages of the allowed origins"),
    Row("GET", "/", "anyone", "The demo under `--demo`, otherwise a page that says what this is"),
)
"""What is served beside the operations."""
