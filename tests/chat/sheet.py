"""What a client makes of one room's stream; it insists on the stream's rules."""

from typing import Any

Frame = dict[str, Any]


class Sheet:
    """One open view: every entry once, in order; messages in their current form."""

    def __init__(self, joined: Frame) -> None:
        self.first = joined["first_seq"]
        self.head = joined["last_seq"]
        self.kinds: dict[int, str] = {}
        self.messages: dict[int, Frame] = {}
        seqs = [entry["seq"] for entry in joined["entries"]]
        assert seqs == list(range(self.head - len(seqs) + 1, self.head + 1)), f"joined {self.head} with {seqs}"
        self._fold(joined["entries"])

    @staticmethod
    def take(sheets: dict[str, "Sheet"], frame: Frame) -> None:
        """Take one frame of the stream into the sheet of its room."""
        room = frame.get("room", "")
        match frame["t"]:
            case "joined":
                sheets[room] = sheets[room].resumed(frame) if room in sheets else Sheet(frame)
            case "entries":
                assert room in sheets, f"entries of {room} without a view"
                sheets[room].told(frame["entries"])
            case "left":
                sheets.pop(room, None)
            case "typing" | "presence" if room:
                assert room in sheets, f"{frame['t']} of {room} without a view"

    def resumed(self, joined: Frame) -> "Sheet":
        """A view was opened again on the same socket: go on where it can, else begin anew."""
        fresh = Sheet(joined)
        if joined["reset"] or not joined["entries"] or joined["entries"][0]["seq"] != self.head + 1:
            return fresh
        fresh.kinds = self.kinds | fresh.kinds
        fresh.messages = self.messages | fresh.messages
        return fresh

    def told(self, entries: list[Frame]) -> None:
        for entry in entries:
            assert entry["seq"] == self.head + 1, f"{entry['seq']} behind {self.head}"
            self.head = entry["seq"]
        self._fold(entries)

    def paged(self, entries: list[Frame]) -> None:
        """Take a page of history in."""
        self._fold([entry for entry in entries if entry["seq"] not in self.kinds])

    def _fold(self, entries: list[Frame]) -> None:
        for entry in entries:
            assert entry["seq"] >= self.first, f"{entry['seq']} lies before the window of {self.first}"
            assert entry["seq"] not in self.kinds, f"{entry['seq']} came twice"
            self.kinds[entry["seq"]] = entry["kind"]
            if entry["kind"] == "message":
                self.messages[entry["seq"]] = {"rev": 0, **{n: v for n, v in entry.items() if n != "at"}}
            elif entry.get("target") in self.messages:
                self._aimed(self.messages[entry["target"]], entry)

    def _aimed(self, message: Frame, entry: Frame) -> None:
        if entry["seq"] <= message["rev"]:
            return
        message["rev"] = entry["seq"]
        match entry["kind"]:
            case "edit":
                message["body"] = entry["body"]
                message["edited"] = True
            case "redact":
                message["body"] = {}
                for gone in ("edited", "reactions"):
                    message.pop(gone, None)
                message["redacted"] = {"by": entry["by"], "at": entry["at"]}
            case "reaction":
                emoji, on = entry["body"]["emoji"], entry["body"]["on"]
                reactions = message.get("reactions", {})
                others = [user for user in reactions.get(emoji, ()) if user != entry["by"]]
                reactions = {**reactions, emoji: [*others, entry["by"]] if on else others}
                message["reactions"] = {name: users for name, users in reactions.items() if users}
                if not message["reactions"]:
                    del message["reactions"]
