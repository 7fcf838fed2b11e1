// Raw uWebSockets: its own publish, written in C++. Stores nothing.
import uws from "@trufflesuite/uws-js-unofficial";

const read = new TextDecoder();
const app = uws.App();

app.ws("/*", {
  compression: uws.DISABLED,
  idleTimeout: 120,
  maxBackpressure: 64 * 1024 * 1024,
  message: (socket, data) => {
    const said = JSON.parse(read.decode(data));
    if (said.t === "join") {
      socket.user = said.user;
      socket.subscribe(said.room);
      socket.send(JSON.stringify({ t: "joined", room: said.room }));
    } else if (said.t === "send") {
      const { room, text } = said;
      app.publish(room, JSON.stringify({ t: "message", room, by: socket.user, at: new Date().toISOString(), text }));
    }
  },
});

app.listen("127.0.0.1", Number(process.env.PORT), (listening) => {
  if (!listening) process.exit(1);
});
process.on("SIGTERM", () => process.exit(0));
