"""The laws of sending: acknowledged is stored once where the ack says; otherwise at most once; in order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.rig.history import History, Record
from tests.rig.stored import Stored
from tests.rig.verdict import Verdict

Name = tuple[str, str, str]  # room, author, cid


@dataclass(slots=True)
class Sends:
    """Everything that was asked for and answered, by room, author and cid."""

    invoked: dict[Name, Record] = field(default_factory=dict)
    acked: dict[Name, int] = field(default_factory=dict)
    refused: set[Name] = field(default_factory=set)
    found: dict[Name, list[Record]] = field(default_factory=lambda: defaultdict(list))


def check_sends(verdict: Verdict, history: History, stores: dict[str, Stored]) -> None:
    """Compare what was asked for and answered with what is stored."""
    sends = _gather(verdict, history, stores)
    _check_acks(verdict, sends, stores)
    _check_once(verdict, sends)
    _check_strangers(verdict, sends)
    _check_order(verdict, sends)
    verdict.counts["sent"] = len(sends.invoked)
    verdict.counts["acked"] = len(sends.acked)
    verdict.counts["refused"] = len(sends.refused)


def _gather(verdict: Verdict, history: History, stores: dict[str, Stored]) -> Sends:
    sends = Sends()
    for record in history.of("invoke", "ack", "refused"):
        name = (record.get("room", ""), record["user"], record.get("cid", ""))
        if record["what"] == "invoke":
            sends.invoked.setdefault(name, record)
        elif record["what"] == "refused":
            sends.refused.add(name)
        elif sends.acked.setdefault(name, record["seq"]) != record["seq"]:
            verdict.broken("one ack", _at(name), f"acked as {sends.acked[name]} and as {record['seq']}")
    for room, store in stores.items():
        for entry in store.entries:
            if entry.get("cid"):
                sends.found[room, entry.get("by", ""), entry["cid"]].append(entry)
    return sends


def _check_acks(verdict: Verdict, sends: Sends, stores: dict[str, Stored]) -> None:
    owners: dict[tuple[str, int], Name] = {}
    for name, seq in sends.acked.items():
        room = name[0]
        other = owners.setdefault((room, seq), name)
        if other != name:
            verdict.broken("seq used once", f"{room}#{seq}", f"acked for {_at(other)} and for {_at(name)}")
        entry = stores[room].by_seq.get(seq) if room in stores else None
        if entry is None:
            verdict.broken("acked is stored", _at(name), f"acked as {seq}, which is not in the store")
        elif (entry.get("by"), entry.get("cid")) != name[1:]:
            verdict.broken("acked is stored", _at(name), f"#{seq} is {entry.get('by')}/{entry.get('cid')}")
        elif not _same_text(sends.invoked.get(name), entry):
            verdict.broken("stored as sent", _at(name), f"#{seq} has another body: {entry.get('body')}")


def _same_text(invoked: Record | None, entry: Record) -> bool:
    sent = (invoked or {}).get("command", {}).get("body")
    if sent is None or entry.get("rev") or entry.get("redacted"):
        return True
    body = entry.get("body", {})
    return all(body.get(key) == value for key, value in sent.items())


def _check_once(verdict: Verdict, sends: Sends) -> None:
    for name, entries in sends.found.items():
        if len(entries) > 1:
            places = [entry["seq"] for entry in entries]
            verdict.broken("stored once", _at(name), f"stored at {places}")


def _check_strangers(verdict: Verdict, sends: Sends) -> None:
    """Whoever is recorded here can only have written what the record says it sent."""
    authors = {name[1] for name in sends.invoked}
    for name, entries in sends.found.items():
        if name[1] in authors and name not in sends.invoked:
            verdict.broken("stored was sent", _at(name), f"#{entries[0]['seq']} was never sent")


def _check_order(verdict: Verdict, sends: Sends) -> None:
    """A device's sends are numbered in the order in which it first sent them."""
    last: dict[tuple[str, str], tuple[int, Name]] = {}
    for name, record in sends.invoked.items():
        entries = sends.found.get(name)
        if not entries or name in sends.refused:
            continue
        stream, seq = (name[0], record["device"]), entries[0]["seq"]
        before = last.get(stream)
        if before is not None and seq < before[0]:
            verdict.broken("send order kept", _at(name), f"#{seq} but {_at(before[1])}, sent earlier, is #{before[0]}")
        last[stream] = (seq, name)
        verdict.counts["ordered"] += 1


def _at(name: Name) -> str:
    return "/".join(name)
