// Somebody else in the room: the sessions with them.
import {Link} from './link.js';
import {QualityMeter} from './quality.js';

/**
 * @typedef {import('./protocol.js').PeerMessage} PeerMessage
 * @typedef {import('./protocol.js').IceCandidate} IceCandidate
 * @typedef {import('./protocol.js').User} User
 * @typedef {import('./session.js').EncoderLimits} EncoderLimits
 * @typedef {import('./session.js').Sent} Sent
 *
 * @typedef {object} ParticipantHost what a participant needs of its room
 * @property {(message: PeerMessage & {to: string}) => void} send
 * @property {() => boolean} mayOpen whether we are in the room just now
 * @property {() => RTCConfiguration} connection
 * @property {() => {call: Sent, screen: Sent}} sent
 * @property {(purpose: 'call' | 'screen') => EncoderLimits} limits
 * @property {(participant: Participant) => void} changed
 * @property {(participant: Participant, purpose: 'call' | 'screen', stream: MediaStream | null) => void} onStream
 * @property {(participant: Participant, text: string) => void} onChat
 * @property {(participant: Participant) => void} onUnreachable
 */

// Bounds on what one peer can make us keep; a well-behaved one stays far below them.
const mostEarlyCandidates = 64;
const mostUnsentChat = 100;
// After so many vain tries in a row somebody is told.
const failuresToTell = 2;

/** What a page reads is public; it is the room that writes it, and tells by `participant-changed`. */
export class Participant {
  /** What they send. @type {import('./protocol.js').MediaState} */
  media = {audio: false, video: false, screen: false};
  name = '';
  moderator = false;
  /** `unreachable`: tried in vain, and still tried. @type {'connecting' | 'connected' | 'unreachable'} */
  connection = 'connecting';
  /** Picture and sound of the call. @type {MediaStream | null} */
  stream = null;
  /** The screen that they share. @type {MediaStream | null} */
  screen = null;
  speaking = false;
  /** How good the connection is, from 4 to 0; undefined: not known, or they send nothing. @type {number | undefined} */
  bars = undefined;
  /** How well the call goes; nothing before it is connected. @type {import('./figures.js').Figures | undefined} */
  figures = undefined;

  #host;
  #offers;
  #call;
  #screenIn;
  /** There while this side shares its screen. @type {Link | undefined} */
  #screenOut;
  /** @type {string[]} */
  #codecs = [];
  #quality = new QualityMeter(false);
  #measuresPicture = false;
  /** Of sessions whose offer is still to come. @type {IceCandidate[]} */
  #early = [];
  /** @type {string[]} */
  #unsentChat = [];

  /**
   * @param {ParticipantHost} host
   * @param {User} user
   * @param {boolean} offers whether this side was in the room first
   */
  constructor(host, user, offers) {
    /** @readonly */ this.id = user.id;
    this.#host = host;
    this.#offers = offers;
    this.#call = new Link('call', offers, {
      ...this.#linkHost('call'),
      onStream: stream => this.#onStream('call', stream),
      onConnection: (connected, failures) => this.#onConnection(connected, failures),
      onChat: text => host.onChat(this, text),
      onChatOpen: () => this.#flushChat(),
      onFigures: figures => this.#onFigures(figures),
    });
    this.#screenIn = new Link('screen', false, {
      ...this.#linkHost('screen'), onStream: stream => this.#onStream('screen', stream),
    });
    this.update(user);
  }

  /** @param {User} user */
  update(user) {
    this.name = user.name;
    this.moderator = user.moderator ?? false;
    this.#codecs = user.codecs ?? [];
    if (user.media) this.media = user.media;
  }

  /** Opens what is ours to open. */
  start() {
    if (this.#offers) this.#call.open();
    if (this.#host.sent().screen.video) this.shareScreen();
  }

  /** They are gone. */
  end() {
    for (const link of this.#links()) link.abandon();
  }

  /** We are in the room again. */
  resume() {
    for (const link of this.#links()) link.resume();
  }

  /** Whether there is a call with them, or one is being opened. */
  get hasCall() { return this.#call.session !== undefined; }

  /** @param {PeerMessage} message */
  handle(message) {
    if (message.type === 'offer') {
      (message.purpose === 'call' ? this.#call : this.#screenIn).accept(message);
      const early = this.#early;
      this.#early = [];
      for (const candidate of early) this.handle(candidate);
      return;
    }
    const link = this.#links().find(({session}) => session?.id === message.session);
    if (link) {
      link.handle(message);
    } else if (message.type === 'ice-candidate') {
      this.#early.push(message);
      if (this.#early.length > mostEarlyCandidates) this.#early.shift();
    }
  }

  /**
   * @param {'audio' | 'video'} kind
   * @param {MediaStreamTrack | null} track
   */
  replaceTrack(kind, track) {
    this.#call.session?.replaceTrack(kind, track);
  }

  /** Sends the screen that the room has now. */
  shareScreen() {
    this.stopScreen();
    this.#screenOut = new Link('screen', true, this.#linkHost('screen'));
    this.#screenOut.open();
  }

  stopScreen() {
    this.#screenOut?.close();
    this.#screenOut = undefined;
  }

  adaptEncoders() {
    this.#call.session?.setLimits(this.#host.limits('call'));
    this.#screenOut?.session?.setLimits(this.#host.limits('screen'));
  }

  /** @param {string} text sent when the call is connected, if it is not yet */
  sendChat(text) {
    this.#unsentChat.push(text);
    if (this.#unsentChat.length > mostUnsentChat) this.#unsentChat.shift();
    this.#flushChat();
  }

  #links() {
    return [this.#call, this.#screenIn, ...this.#screenOut ? [this.#screenOut] : []];
  }

  #flushChat() {
    while (this.#unsentChat.length > 0 && this.#call.session?.sendChat(this.#unsentChat[0])) this.#unsentChat.shift();
  }

  /**
   * @param {'call' | 'screen'} purpose
   * @returns {import('./link.js').LinkHost}
   */
  #linkHost(purpose) {
    return {
      send: message => this.#host.send({...message, to: this.id}),
      mayOpen: () => this.#host.mayOpen(),
      configure: () => ({
        connection: this.#host.connection(), sent: this.#host.sent()[purpose], codecs: this.#codecs,
        limits: this.#host.limits(purpose),
      }),
      onStream: () => {},
      onConnection: () => {},
    };
  }

  /**
   * @param {'call' | 'screen'} purpose
   * @param {MediaStream | null} stream
   */
  #onStream(purpose, stream) {
    if (purpose === 'call') this.stream = stream;
    else this.screen = stream;
    this.#host.onStream(this, purpose, stream);
  }

  /**
   * @param {boolean} connected
   * @param {number} failures
   */
  #onConnection(connected, failures) {
    const before = this.connection;
    this.connection = connected ? 'connected' : failures >= failuresToTell ? 'unreachable' : 'connecting';
    if (!connected) {
      this.speaking = false;
      this.figures = undefined;
      this.bars = undefined;
      this.#quality = new QualityMeter(this.#measuresPicture);
    }
    this.#host.changed(this);
    if (this.connection === 'unreachable' && before !== 'unreachable') this.#host.onUnreachable(this);
  }

  /** @param {import('./figures.js').Figures} figures */
  #onFigures(figures) {
    this.figures = figures;
    const bars = this.#barsOf(figures);
    if (this.speaking === figures.speaking && this.bars === bars) return;
    this.speaking = figures.speaking;
    this.bars = bars;
    this.#host.changed(this);
  }

  /**
   * From somebody who sends nothing, nothing has to come; and where the picture comes or goes counting begins anew.
   * @param {import('./figures.js').Figures} figures
   */
  #barsOf({totals, roundTrip}) {
    const {audio, video} = this.media;
    const sends = audio || video;
    if (!sends || video !== this.#measuresPicture) this.#quality = new QualityMeter(video);
    this.#measuresPicture = video;
    return sends ? this.#quality.update(totals, roundTrip, performance.now()) ?? this.bars : undefined;
  }
}
