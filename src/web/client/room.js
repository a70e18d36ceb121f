// A room on a vchat server, as one person in it sees it. Knows no DOM: a page shows what the events say.
import {receivableCodecs} from './codecs.js';
import {ClientError, isRefusal} from './errors.js';
import {Participant} from './participant.js';
import {isChat} from './protocol.js';
import {Signaling} from './signaling.js';

/**
 * @typedef {import('./protocol.js').MediaState} MediaState
 * @typedef {import('./protocol.js').LeaveReason} LeaveReason
 * @typedef {import('./protocol.js').ClientMessage} ClientMessage
 * @typedef {import('./protocol.js').PeerMessage} PeerMessage
 * @typedef {import('./protocol.js').RoomUsers} RoomUsers
 * @typedef {import('./protocol.js').Self} Self
 * @typedef {import('./protocol.js').ServerMessage} ServerMessage
 * @typedef {import('./protocol.js').User} User
 *
 * @typedef {object} RoomOptions
 * @property {string} server where it is: `https://host[:port]`
 * @property {string} room
 * @property {string} name
 * @property {string} [password]
 * @property {string} [token]
 *
 * @typedef {'new' | 'joining' | 'joined' | 'reconnecting' | 'closed'} RoomState
 *
 * The events, each a CustomEvent; what they carry is its `detail`.
 * @typedef {object} RoomEvents
 * @property {{state: RoomState}} state
 *   `reconnecting`: the server is lost and sought again; calls that run go on meanwhile
 * @property {{participant: Participant}} participant-joined
 * @property {{participant: Participant, reason: LeaveReason}} participant-left
 * @property {{participant: Participant}} participant-changed
 *   its name, media, connection, speaking or moderator are not what they were
 * @property {{participant: Participant, purpose: 'call' | 'screen', stream: MediaStream | null}} stream
 *   what to show of them (also `participant.stream` and `.screen`); null: nothing any more
 * @property {{participant: Participant, text: string}} chat
 * @property {MediaState} media what is sent from here, after any change of it
 * @property {{kind: 'audio' | 'video'}} device-lost the track that was sent has ended by itself and is taken out
 * @property {{by: string}} mute-requested a moderator, by name, asks to be quiet; the microphone is muted already
 * @property {{error: ClientError}} error what a person should know; the room is `closed` if it ended it
 */

const mostUnsent = 256;
// After this the server is not sought any longer, unless a call goes on without it.
const giveUp = 30_000;  // ms
const takenOver = 4409;

/** What one of several encoders may use; they share the way up. @param {number} peers */
function cameraLimits(peers) {
  if (peers <= 1) return {bitrate: 1_700_000, downscale: 1};
  if (peers <= 2) return {bitrate: 1_000_000, downscale: 1.5};
  if (peers <= 5) return {bitrate: 500_000, downscale: 2};
  return {bitrate: 200_000, downscale: 4};
}

/** @param {number} peers */
const screenLimits = peers => ({bitrate: Math.min(2_500_000, 6_000_000 / peers), downscale: 1});

/** Of two members, who joined first offers (docs/protocol.md). @param {Self} self @param {User} user */
const wasFirst = (self, user) => self.joined < user.joined || (self.joined === user.joined && self.id < user.id);

/**
 * Enters one room of one server, once. Tracks that are handed in stay the caller's own, except the one of shareScreen().
 *
 *     const room = new Room({server: location.origin, room: 'tea', name: 'Ada'});
 *     room.on('stream', ({participant, purpose, stream}) => …);
 *     await room.setAudio(await openMicrophone());
 *     await room.join();
 */
export class Room extends EventTarget {
  #options;
  #signaling;
  /** @type {RoomState} */
  #state = 'new';
  /** @type {Self | undefined} */
  #self;
  /** @type {Map<string, Participant>} */
  #participants = new Map();
  /** @type {MediaStreamTrack | null} */
  #audio = null;
  /** @type {MediaStreamTrack | null} */
  #video = null;
  /** @type {MediaStreamTrack | null} */
  #screen = null;
  #muted = false;
  #callGroup = new MediaStream();
  #screenGroup = new MediaStream();
  /** @type {RTCIceServer[]} */
  #iceServers = [];
  /** @type {string | undefined} */
  #resume;
  /** Others who were in the room, and whom the server that has just come back does not know yet. */
  #expected = /** @type {Map<string, ReturnType<typeof setTimeout>>} */ (new Map());
  /** For peers, while there is no connection. @type {(PeerMessage & {to: string})[]} */
  #unsent = [];
  /** With this the server is going to close. @type {ClientError | undefined} */
  #refusal;
  #lostAt = 0;
  /** What join-room said. @type {MediaState | undefined} */
  #toldMedia;
  /** @type {{resolve: () => void, reject: (error: ClientError) => void} | undefined} */
  #joining;

  /** @param {RoomOptions} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#signaling = new Signaling(options.server, {
      onOpen: () => this.#enter(),
      onMessage: message => this.#handle(message),
      onLost: code => this.#onLost(code),
    });
  }

  get state() { return this.#state; }

  /** Oneself as the server says; nothing before join() is done. */
  get self() { return this.#self; }

  /** The others, in order of joining. @returns {Participant[]} */
  get participants() { return [...this.#participants.values()]; }

  /** What is sent now. @returns {MediaState} */
  get media() {
    return {audio: this.#audio !== null && !this.#muted, video: this.#video !== null, screen: this.#screen !== null};
  }

  get muted() { return this.#muted; }

  /**
   * Resolves when the room has been entered.
   * @returns {Promise<void>}
   * @throws {ClientError} one of `refusals`, or server-unreachable; the object is of no use after that
   */
  join() {
    this.#setState('joining');
    return new Promise((resolve, reject) => {
      this.#joining = {resolve, reject};
      this.#signaling.connect();
    });
  }

  /** Leaves at once, also in `pagehide`; the others are told. The object is of no use after that. */
  leave() {
    if (this.#state === 'closed') return;
    this.#signaling.send({type: 'leave-room'});
    this.#close();
  }

  /**
   * The microphone to send, or null for none; also before join() and at any time after.
   * @param {MediaStreamTrack | null} track
   */
  setAudio(track) {
    if (this.#audio === track) return;
    this.#audio = track;
    if (track) track.enabled = !this.#muted;
    this.#replace('audio', track);
  }

  /**
   * The camera to send, or null for none.
   * @param {MediaStreamTrack | null} track
   */
  setVideo(track) {
    if (this.#video === track) return;
    this.#video = track;
    this.#replace('video', track);
  }

  /**
   * Muted, the microphone stays open and sends silence.
   * @param {boolean} muted
   */
  setMuted(muted) {
    if (this.#muted === muted) return;
    this.#muted = muted;
    if (this.#audio) this.#audio.enabled = !muted;
    this.#mediaChanged();
  }

  /**
   * Shows a screen to everybody, and to each who joins later, until the track ends or stopScreen(). The room stops the track.
   * @param {MediaStreamTrack} track of openScreen()
   */
  shareScreen(track) {
    this.stopScreen();
    this.#screen = track;
    track.addEventListener('ended', () => {
      if (this.#screen === track) this.stopScreen();
    });
    for (const participant of this.#participants.values()) participant.shareScreen();
    this.#mediaChanged();
  }

  stopScreen() {
    if (!this.#screen) return;
    this.#screen.stop();
    this.#screen = null;
    for (const participant of this.#participants.values()) participant.stopScreen();
    this.#mediaChanged();
  }

  /**
   * Sends a line to everybody; who is not connected yet gets it then.
   * @param {string} text at most 4,000 characters
   * @throws {ClientError} bad-chat
   */
  sendChat(text) {
    if (!isChat(text)) throw new ClientError('bad-chat', 'a line of chat has 1 to 4,000 characters');
    for (const participant of this.#participants.values()) participant.sendChat(text);
  }

  /**
   * For moderators: sends somebody out of the room.
   * @param {string} id
   */
  kick(id) {
    this.#signaling.send({type: 'kick', to: id});
  }

  /**
   * For moderators: asks somebody to be quiet.
   * @param {string} id
   */
  requestMute(id) {
    this.#signaling.send({type: 'mute-request', to: id});
  }

  /**
   * addEventListener() with the types of RoomEvents.
   * @template {keyof RoomEvents} T
   * @param {T} type
   * @param {(detail: RoomEvents[T]) => void} listener
   * @returns {() => void} takes it out again
   */
  on(type, listener) {
    const heard = /** @param {Event} event */ event => listener(/** @type {CustomEvent} */ (event).detail);
    this.addEventListener(type, heard);
    return () => this.removeEventListener(type, heard);
  }

  /**
   * @template {keyof RoomEvents} T
   * @param {T} type
   * @param {RoomEvents[T]} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }

  /** @param {RoomState} state */
  #setState(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.#tell('state', {state});
  }

  #enter() {
    const {room, name, password, token} = this.#options;
    this.#toldMedia = this.media;
    this.#signaling.send({
      type: 'join-room', room, name, codecs: receivableCodecs(), media: this.#toldMedia,
      ...password !== undefined && {password}, ...token !== undefined && {token},
      ...this.#resume !== undefined && {resume: this.#resume},
    });
  }

  /** @param {ServerMessage} message */
  #handle(message) {
    switch (message.type) {
      case 'room-users': return this.#onRoomUsers(message);
      case 'user-joined': return this.#onUserJoined(message.user);
      case 'user-disconnected': return this.#remove(message.id, message.reason);
      case 'error': return this.#onError(message.code, message.message, message.retryAfter);
      case 'mute-request': return this.#onMuteRequest(message.from);
      case 'media-state': {
        const {audio, video, screen, recording} = message;
        const participant = this.#participants.get(message.from);
        if (!participant) return;
        participant.media = {audio, video, screen, recording};
        return this.#tell('participant-changed', {participant});
      }
      case 'offer': case 'answer': case 'ice-candidate': case 'session-close':
        return this.#participants.get(message.from)?.handle(message);
    }
  }

  /** @param {RoomUsers} message */
  #onRoomUsers({self, users, iceServers, resume, resumeSeconds}) {
    if (this.#self?.id !== self.id) {
      for (const id of [...this.#participants.keys()]) this.#remove(id, 'lost');
      this.#unsent = [];
    }
    this.#self = self;
    this.#iceServers = iceServers;
    this.#resume = resume;
    this.#signaling.settled();
    // Who is not in `users` has left, or the server has started anew and hears of them again in a moment.
    for (const id of this.#participants.keys()) this.#expect(id, resumeSeconds);
    this.#setState('joined');
    for (const message of this.#unsent.splice(0)) this.#signaling.send(message);
    for (const user of users) this.#meet(user);
    for (const participant of this.#participants.values()) participant.resume();
    this.#tellMedia();
    this.#joining?.resolve();
    this.#joining = undefined;
  }

  /**
   * @param {string} id
   * @param {number} seconds
   */
  #expect(id, seconds) {
    this.#forget(id);
    this.#expected.set(id, setTimeout(() => this.#remove(id, 'lost'), 1000 * seconds));
  }

  /** @param {string} id */
  #forget(id) {
    clearTimeout(this.#expected.get(id));
    this.#expected.delete(id);
  }

  /** @param {User} user */
  #onUserJoined(user) {
    if (user.id !== this.#self?.id) this.#meet(user);
  }

  /** @param {User} user */
  #meet(user) {
    if (!this.#self) return;
    this.#forget(user.id);
    const known = this.#participants.get(user.id);
    if (known) {
      known.update(user);
      return this.#tell('participant-changed', {participant: known});
    }
    const participant = new Participant(this.#participantHost, user, wasFirst(this.#self, user));
    this.#participants.set(user.id, participant);
    this.#tell('participant-joined', {participant});
    participant.start();
    this.#adaptEncoders();
  }

  /**
   * @param {string} id
   * @param {LeaveReason} reason
   */
  #remove(id, reason) {
    this.#forget(id);
    const participant = this.#participants.get(id);
    if (!participant) return;
    this.#participants.delete(id);
    participant.end();
    this.#tell('participant-left', {participant, reason});
    this.#adaptEncoders();
  }

  /**
   * @param {string} code
   * @param {string} message
   * @param {number} [retryAfter]
   */
  #onError(code, message, retryAfter) {
    if (code === 'resume-failed') {
      this.#resume = undefined;
      this.#enter();
    } else if (isRefusal(code)) {
      this.#refusal = new ClientError(code, message, {retryAfter});
    } else {
      console.info(`the server says: ${message}`);
    }
  }

  /** @param {string} from */
  #onMuteRequest(from) {
    this.setMuted(true);
    this.#tell('mute-requested', {by: this.#participants.get(from)?.name ?? ''});
  }

  /** @param {number} code */
  #onLost(code) {
    const refusal = this.#refusal;
    this.#refusal = undefined;
    const now = performance.now();
    if (!this.#self) return this.#end(refusal ?? new ClientError('server-unreachable', 'the server cannot be reached'));
    if (this.#state === 'joined') this.#lostAt = now;
    const atLeast = 1000 * (refusal?.retryAfter ?? 0);
    if (refusal && !(atLeast > 0 && atLeast < giveUp)) return this.#end(refusal);
    if (code === takenOver) return this.#end(new ClientError('taken-over', 'another connection goes on as this person'));
    const inCall = this.participants.some(({connection}) => connection === 'connected');
    if (!inCall && now - this.#lostAt > giveUp) {
      return this.#end(new ClientError('server-unreachable', 'the server was lost and did not come back'));
    }
    this.#setState('reconnecting');
    this.#signaling.retry(code, atLeast);
  }

  /** @param {ClientError} error */
  #end(error) {
    const joining = this.#joining;
    this.#close();
    if (joining) joining.reject(error);
    else this.#tell('error', {error});
  }

  #close() {
    this.#signaling.close();
    this.#setState('closed');
    for (const id of [...this.#participants.keys()]) this.#remove(id, 'left');
    this.#screen?.stop();
    this.#screen = null;
    this.#joining = undefined;
  }

  /**
   * @param {'audio' | 'video'} kind
   * @param {MediaStreamTrack | null} track
   */
  #replace(kind, track) {
    track?.addEventListener('ended', () => {
      if ((kind === 'audio' ? this.#audio : this.#video) !== track) return;
      if (kind === 'audio') this.setAudio(null);
      else this.setVideo(null);
      this.#tell('device-lost', {kind});
    });
    for (const participant of this.#participants.values()) participant.replaceTrack(kind, track);
    this.#mediaChanged();
  }

  #mediaChanged() {
    if (this.#state === 'joined') this.#tellMedia();
    this.#tell('media', this.media);
  }

  #tellMedia() {
    const media = this.media;
    if (JSON.stringify(media) === JSON.stringify(this.#toldMedia)) return;
    this.#toldMedia = media;
    this.#signaling.send({type: 'media-state', ...media});
  }

  #adaptEncoders() {
    for (const participant of this.#participants.values()) participant.adaptEncoders();
  }

  /** @type {import('./participant.js').ParticipantHost} */
  #participantHost = {
    send: message => {
      if (this.#state === 'joined') return this.#signaling.send(message);
      this.#unsent.push(message);
      if (this.#unsent.length > mostUnsent) this.#unsent.shift();
    },
    mayOpen: () => this.#state === 'joined',
    connection: () => ({iceServers: this.#iceServers}),
    sent: () => ({
      call: {audio: this.#audio, video: this.#video, group: this.#callGroup},
      screen: {audio: null, video: this.#screen, group: this.#screenGroup},
    }),
    limits: purpose => (purpose === 'call' ? cameraLimits : screenLimits)(Math.max(1, this.#participants.size)),
    changed: participant => {
      this.#tell('participant-changed', {participant});
      // Only their call kept them here.
      if (!participant.hasCall && this.#expected.has(participant.id)) this.#remove(participant.id, 'lost');
    },
    onStream: (participant, purpose, stream) => this.#tell('stream', {participant, purpose, stream}),
    onChat: (participant, text) => this.#tell('chat', {participant, text}),
    onUnreachable: participant => this.#tell('error', {error: new ClientError('peer-unreachable',
      `no network path to ${participant.name} was found`, {participant: participant.id})}),
  };
}
