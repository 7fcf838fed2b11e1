"""The host system of a run: creates Parley's rooms over HTTP before anybody connects."""

from typing import Any, Final

import httpx

from tests.bench.generator import everybody
from tests.rig.parley import API_KEY, Parley

AT_CREATION: Final = 500


def create(node: Parley, load: dict[str, Any]) -> None:
    """Create all rooms of a load with their members; beyond 500 members one by one."""
    rooms: dict[str, list[dict[str, str]]] = {}
    for who, _, _ in everybody(load):
        rooms.setdefault(who.room, []).append({"user": who.user, "role": who.role, "name": who.user.title()})
    bearer = {"Authorization": f"Bearer {API_KEY}"}
    with httpx.Client(base_url=node.http, headers=bearer, timeout=60) as host:
        for room, people in rooms.items():
            asked = {"id": room, "kind": load["kind"], "subject": room, "participants": people[:AT_CREATION]}
            _well(host.post("/v1/rooms", json=asked))
            for person in people[AT_CREATION:]:
                told = {"role": person["role"], "name": person["name"]}
                _well(host.put(f"/v1/rooms/{room}/participants/{person['user']}", json=told))


def _well(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise RuntimeError(f"{answer.request.url}: {answer.status_code} {answer.text}")
