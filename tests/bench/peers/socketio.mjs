// Socket.IO as its documentation sets it up; with REDIS_URL, its Redis adapter too. Stores nothing.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });

if (process.env.REDIS_URL) {
  const { createClient } = await import("redis");
  const { createAdapter } = await import("@socket.io/redis-adapter");
  const publisher = createClient({ url: process.env.REDIS_URL });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  io.adapter(createAdapter(publisher, subscriber));
}

io.on("connection", (socket) => {
  socket.on("join", async ({ room, user }) => {
    socket.data.user = user;
    await socket.join(room);
    socket.emit("joined", { room });
  });
  socket.on("send", ({ room, text }) => {
    io.to(room).emit("message", { room, by: socket.data.user, at: new Date().toISOString(), text });
  });
});

http.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
