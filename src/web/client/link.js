// One session at a time with somebody, for one purpose: opened anew when it fails.
import {Backoff} from './backoff.js';
import {Session} from './session.js';

/**
 * @typedef {import('./protocol.js').PeerMessage} PeerMessage
 * @typedef {import('./protocol.js').Offer} Offer
 * @typedef {import('./protocol.js').Purpose} Purpose
 * @typedef {import('./session.js').SessionConfig} SessionConfig
 *
 * @typedef {object} LinkHost
 * @property {(message: PeerMessage) => void} send to the other side
 * @property {() => boolean} mayOpen whether we are in the room just now; if not, resume() is called when we are
 * @property {() => Omit<SessionConfig, 'id' | 'purpose'>} configure for a session that begins now
 * @property {(stream: MediaStream | null) => void} onStream
 * @property {(connected: boolean, failures: number) => void} onConnection `failures` in a row until now
 * @property {(text: string) => void} [onChat]
 * @property {() => void} [onChatOpen]
 * @property {(figures: import('./figures.js').Figures) => void} [onFigures]
 */

const firstRetry = 1_000;
const longestRetry = 30_000;
// A session that lasted this long starts the waits before the next one anew.
const lasting = 10_000;

const newId = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(15))))
  .replaceAll('+', '-').replaceAll('/', '_');

export class Link {
  #purpose;
  #offers;
  #host;
  /** @type {Session | undefined} */
  #session;
  #backoff = new Backoff(firstRetry, longestRetry, 0.25);
  #failures = 0;
  #connectedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** Opens a session that could not be opened before. @type {(() => void) | undefined} */
  #due;

  /**
   * @param {Purpose} purpose
   * @param {boolean} offers whether it is this side that opens sessions
   * @param {LinkHost} host
   */
  constructor(purpose, offers, host) {
    this.#purpose = purpose;
    this.#offers = offers;
    this.#host = host;
  }

  get session() { return this.#session; }

  /**
   * Opens a session.
   * @param {string} [replaces] the one that has failed
   */
  open(replaces) {
    this.#due = undefined;
    if (!this.#host.mayOpen()) {
      this.#due = () => this.open(replaces);
      return;
    }
    const session = this.#make(newId(), (kind, sdp) => {
      const offer = /** @type {Offer} */ ({type: kind, session: session.id, purpose: this.#purpose, sdp});
      this.#host.send(replaces === undefined ? offer : {...offer, replaces});
    });
    session.offer();
  }

  /** We are in the room again: what could not be opened meanwhile is opened now. */
  resume() {
    this.#due?.();
  }

  /** @param {Offer} offer */
  accept(offer) {
    const old = this.#session;
    if (old?.id === offer.session) return;
    if (this.#offers) return this.#host.send({type: 'session-close', session: offer.session, reason: 'rejected'});
    if (old && old.id !== offer.replaces) this.#host.send({type: 'session-close', session: old.id, reason: 'done'});
    this.#drop();
    const session = this.#make(offer.session, (_, sdp) => {
      this.#host.send({type: 'answer', session: offer.session, sdp});
    });
    session.answer(offer.sdp);
  }

  /**
   * What the other side says about the session that is there.
   * @param {Exclude<PeerMessage, Offer>} message
   */
  handle(message) {
    const session = this.#session;
    if (session?.id !== message.session) return;
    if (message.type === 'answer') {
      if (this.#offers) session.setAnswer(message.sdp);
    } else if (message.type === 'ice-candidate') {
      session.addCandidate(message.candidate);
    } else if (message.reason === 'failed') {
      this.#failed(session.id);
    } else {
      this.#drop();
    }
  }

  /** Ends what is there, and tells the other side. */
  close() {
    if (this.#session) this.#host.send({type: 'session-close', session: this.#session.id, reason: 'done'});
    this.abandon();
  }

  /** Ends what is there; there is nobody any more whom to tell. */
  abandon() {
    clearTimeout(this.#retry);
    this.#due = undefined;
    this.#drop();
  }

  /**
   * @param {string} id
   * @param {(kind: 'offer' | 'answer', sdp: string) => void} onDescription
   */
  #make(id, onDescription) {
    clearTimeout(this.#retry);
    const session = new Session({...this.#host.configure(), id, purpose: this.#purpose}, {
      onDescription,
      onCandidate: candidate => this.#host.send({type: 'ice-candidate', session: id, candidate}),
      onStream: stream => this.#host.onStream(stream),
      onConnected: () => {
        this.#connectedAt = performance.now();
        this.#failures = 0;
        this.#host.onConnection(true, 0);
      },
      onFailed: reason => {
        console.info(`the ${this.#purpose} ${id} failed: ${reason}`);
        if (!this.#offers) this.#host.send({type: 'session-close', session: id, reason: 'failed'});
        this.#failed(id);
      },
      onChat: text => this.#host.onChat?.(text),
      onChatOpen: () => this.#host.onChatOpen?.(),
      onFigures: figures => this.#host.onFigures?.(figures),
    });
    this.#session = session;
    return session;
  }

  /** @param {string} id */
  #failed(id) {
    if (this.#session?.connected && performance.now() - this.#connectedAt >= lasting) this.#backoff.reset();
    ++this.#failures;
    // Before it is told: who hears of it may end this link.
    if (this.#offers) this.#retry = setTimeout(() => this.open(id), this.#backoff.next());
    this.#drop();
  }

  #drop() {
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    session.close();
    this.#host.onStream(null);
    this.#host.onConnection(false, this.#failures);
  }
}
