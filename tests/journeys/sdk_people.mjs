/** People who use the packed SDK in Node: told by JSON lines what to do, they tell by JSON lines what was said and heard. */
import { createInterface } from "node:readline";
import { createClient } from "@parley/client";

const people = new Map();
const tell = (record) => process.stdout.write(`${JSON.stringify(record)}\n`);

const acts = {
  open({ device, url, token, rooms, reads }) {
    const client = createClient({ url, token: async () => token, name: "journey" });
    client.onFrame((way, text) => tell({ what: "frame", device, way, frame: JSON.parse(text) }));
    const opened = new Map(rooms.map((id) => [id, client.open(id)]));
    for (const room of reads ? opened.values() : []) {
      room.entries.subscribe((items) => room.inView(items.at(-1)?.seq ?? 0));
    }
    people.set(device, { client: client.start(), rooms: opened });
  },
  send({ device, room, text }) {
    const cid = people.get(device).rooms.get(room).send(text);
    const command = { t: "send", room, cid, body: { type: "text", text } };
    tell({ what: "wrote", device, room, cid, command });
  },
  tell({ n }) {
    const devices = [...people].map(([device, { client, rooms }]) => ({
      device,
      phase: client.connection.value.phase,
      unsent: client.sender.box.value.items.length,
      rooms: Object.fromEntries([...rooms].map(([id, room]) => [id, room.entries.value.map((item) => item.seq)])),
    }));
    tell({ what: "told", n, devices });
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const order = JSON.parse(line);
  acts[order.do](order);
});
process.stdin.on("end", () => process.exit(0));
