"""A host system's website: one page on an origin of its own, with Parley's script tag in it."""

import asyncio
from dataclasses import dataclass, field
from typing import Self

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<main><h1>Shop</h1><p>Noodles</p><label>Search <input></label><a href="/next">Next page</a></main>
{snippet}</html>"""
NEXT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Next</title><h1>Next</h1></html>"""


@dataclass
class Shop:
    """Serves its page at `localhost`, which no browser takes for the `127.0.0.1` where the server is."""

    snippet: str = ""
    asked: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        """Listen on a port of its own."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        self._server.close()

    @property
    def origin(self) -> str:
        """What the server must allow."""
        return f"http://localhost:{self._server.sockets[0].getsockname()[1]}"

    def embeds(self, server: str, **said: str) -> str:
        """Put the script tag into the page, with these `data-` attributes; give the page's address."""
        named = " ".join(f'data-{name}="{value}"' for name, value in said.items())
        self.snippet = f'<script async src="{server}/widget.js" {named}></script>'
        return f"{self.origin}/"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode()
        self.asked.append(path)
        body = (NEXT if path == "/next" else PAGE.format(snippet=self.snippet)).encode()
        said = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(said.encode() + body)
        await writer.drain()
        writer.close()
