// The WebSocket to the server: notices when it is lost, and comes back (docs/protocol.md, "What a client does").
import {Backoff} from './backoff.js';
import {subprotocol} from './protocol.js';

/**
 * @typedef {import('./protocol.js').ClientMessage} ClientMessage
 * @typedef {import('./protocol.js').ServerMessage} ServerMessage
 *
 * @typedef {object} SignalingObserver
 * @property {() => void} onOpen a connection is there, the first one or a new one: join now
 * @property {(message: ServerMessage) => void} onMessage
 * @property {(code: number) => void} onLost the connection is gone, or could not be had: close() or retry()
 */

const connectTimeout = 10_000;
const pingPeriod = 5_000;
const mostUnanswered = 3;
const goingAway = 1001;
const abnormal = 1006;

export class Signaling {
  #url;
  #observer;
  /** @type {WebSocket | undefined} */
  #socket;
  #backoff = new Backoff(500, 3_000, 0.5);
  #unanswered = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #pings;
  /** Of the connection that is being made, or of the next try. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #onOnline = () => {
    if (!this.#socket && this.#timer !== undefined) this.connect();
  };

  /**
   * @param {string} server `https://host[:port]`
   * @param {SignalingObserver} observer
   */
  constructor(server, observer) {
    this.#url = new URL('/ws', server.replace(/^http/, 'ws')).href;
    this.#observer = observer;
  }

  connect() {
    this.#stopTimers();
    globalThis.addEventListener('online', this.#onOnline);
    const socket = new WebSocket(this.#url, subprotocol);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(abnormal), connectTimeout);
    socket.onopen = () => {
      this.#stopTimers();
      this.#unanswered = 0;
      this.#pings = setInterval(() => this.#ping(), pingPeriod);
      this.#observer.onOpen();
    };
    socket.onmessage = ({data}) => {
      this.#unanswered = 0;
      this.#observer.onMessage(JSON.parse(data));
    };
    socket.onclose = ({code}) => this.#lost(code);
  }

  /**
   * Connects again, after a wait that grows from time to time.
   * @param {number} code of the closing
   * @param {number} atLeast ms
   */
  retry(code, atLeast) {
    const spread = code === goingAway ? 2_000 * Math.random() : 0;
    this.#timer = setTimeout(() => this.connect(), Math.max(this.#backoff.next() + spread, atLeast));
  }

  /** All is well: the next wait is a short one. */
  settled() {
    this.#backoff.reset();
  }

  /** @param {ClientMessage} message dropped if there is no connection */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Ends it; no callback comes after this. */
  close() {
    globalThis.removeEventListener('online', this.#onOnline);
    this.#letGo();
  }

  #ping() {
    // Counted, not timed: the timers of a tab in the background may be late.
    if (++this.#unanswered > mostUnanswered) this.#lost(abnormal);
    else this.send({type: 'ping'});
  }

  /** @param {number} code */
  #lost(code) {
    this.#letGo();
    this.#observer.onLost(code);
  }

  #letGo() {
    this.#stopTimers();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Not that of a goodbye: the server is to keep the member.
    socket.close();
  }

  #stopTimers() {
    clearTimeout(this.#timer);
    clearInterval(this.#pings);
    this.#timer = undefined;
  }
}
