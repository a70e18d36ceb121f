// A network that can be cut: TCP connections to a server, through this process.
import net from 'node:net';
import {after} from 'node:test';

export class Proxy {
  #server;
  #pairs = new Set();
  #cut = false;

  /** Resolves when it listens; `url` is what browsers open. */
  static async to(target) {
    const proxy = new Proxy();
    proxy.#server = net.createServer(socket => proxy.#connect(socket, target.port));
    await new Promise(resolve => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.url = `http://127.0.0.1:${proxy.#server.address().port}`;
    after(() => {
      proxy.#server.close();
      proxy.cut();
    });
    return proxy;
  }

  #connect(near, port) {
    if (this.#cut) return near.destroy();
    const far = net.connect(port, '127.0.0.1');
    const pair = {near, far, pipe: () => { near.pipe(far); far.pipe(near); }};
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const each of [near, far]) each.on('error', end).on('close', end);
    pair.pipe();
  }

  /** Breaks all connections, and each that is tried from now on. */
  cut() {
    this.#cut = true;
    for (const {near, far} of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** Lets connections through again. */
  mend() { this.#cut = false; }

  /** Nothing more comes through the connections that are there, and nobody is told: as when a cable is pulled. */
  stall() {
    for (const {near, far} of this.#pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }
}
