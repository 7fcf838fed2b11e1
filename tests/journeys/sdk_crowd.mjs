/** Many people of a marketplace in one page, each a client of the packed SDK; what crosses their wires waits here to be asked for. */
import { createClient } from "@parley/client";

const people = new Map();
const attentive = { attentive: () => true, watch: () => () => undefined };
let wire = [];

window.shop = {
  /** Somebody opens their one room, and reads whatever comes. */
  comes(user, url, token, id) {
    const client = createClient({ url, token: async () => token, name: "crowd", page: attentive });
    client.onFrame((way, text) => wire.push([user, way, text]));
    const room = client.open(id);
    room.state.subscribe(() => room.inView(room.feed?.high ?? 0));
    people.set(user, { client: client.start(), room });
  },
  says: (user, text) => people.get(user).room.send(text),
  calls: (user, reason) => people.get(user).room.help(reason),
  unsent: () => [...people.values()].reduce((sum, { room }) => sum + room.outbox.value.length, 0),
  wire() {
    const told = wire;
    wire = [];
    return told;
  },
};
window.loaded = true;
