// The `ws` library in a plain loop: one `send` for each member. Stores nothing.
import { WebSocketServer } from "ws";

const rooms = new Map();
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.env.PORT), perMessageDeflate: false });

const members = (room) => {
  if (!rooms.has(room)) rooms.set(room, new Set());
  return rooms.get(room);
};

server.on("connection", (socket) => {
  let user = "";
  let joined = null;
  socket.on("message", (data) => {
    const said = JSON.parse(data);
    if (said.t === "join") {
      user = said.user;
      joined = members(said.room).add(socket);
      socket.send(JSON.stringify({ t: "joined", room: said.room }));
    } else if (said.t === "send") {
      const { room, text } = said;
      const message = JSON.stringify({ t: "message", room, by: user, at: new Date().toISOString(), text });
      for (const member of members(room)) member.send(message);
    }
  });
  socket.on("close", () => joined?.delete(socket));
});

process.on("SIGTERM", () => process.exit(0));
