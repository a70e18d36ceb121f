// A minimal Socket.IO server that does what `vchat serve` does for a room: who is there, and relay inside it.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], maxHttpBufferSize: 64 * 1024, serveClient: false });
const relayed = ["offer", "answer", "ice-candidate", "session-close"];

io.on("connection", (socket) => {
  socket.on("join-room", ({ room, name }) => {
    const others = [...(io.of("/").adapter.rooms.get(room) ?? [])].map((id) => ({ id, name: io.of("/").sockets.get(id).data.name }));
    socket.data = { room, name };
    socket.join(room);
    socket.emit("room-users", { room, self: { id: socket.id, name }, users: others });
    socket.to(room).emit("user-joined", { user: { id: socket.id, name } });
  });
  for (const type of relayed) {
    socket.on(type, ({ to, ...fields }) => {
      const peer = io.of("/").sockets.get(to);
      if (typeof fields.session !== "string" || !peer || peer.data.room !== socket.data.room) {
        socket.emit("error-message", { code: "no-such-user" });
        return;
      }
      peer.emit(type, { ...fields, from: socket.id });
    });
  }
  socket.on("disconnect", () => socket.to(socket.data.room).emit("user-disconnected", { id: socket.id }));
});

http.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${http.address().port}`));
process.on("SIGTERM", () => process.exit(0));
