// A room on a vchat server, as one person in it sees it. Knows no DOM: a page shows what the events say.
import {ClientError} from './errors.js';

/**
 * @typedef {import('./protocol.js').MediaState} MediaState
 * @typedef {import('./protocol.js').LeaveReason} LeaveReason
 * @typedef {import('./participant.js').Participant} Participant
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

/**
 * Enters one room of one server, once. Tracks that are handed in stay the caller's own, except the one of shareScreen().
 *
 *     const room = new Room({server: location.origin, room: 'tea', name: 'Ada'});
 *     room.addEventListener('stream', ({detail: {participant, stream}}) => …);
 *     await room.setAudio(await openMicrophone());
 *     await room.join();
 */
export class Room extends EventTarget {
  /** @param {RoomOptions} options */
  constructor(options) {
    super();
    this.options = options;
  }

  /** @returns {RoomState} */
  get state() { return 'new'; }

  /** Id and name as the server says; nothing before join(). @returns {{id: string, name: string, moderator: boolean} | undefined} */
  get self() { return undefined; }

  /** The others, in order of joining. @returns {Participant[]} */
  get participants() { return []; }

  /** What is sent now. @returns {MediaState} */
  get media() { return {audio: false, video: false, screen: false}; }

  get muted() { return false; }

  /**
   * Resolves when the room has been entered.
   * @returns {Promise<void>}
   * @throws {ClientError} one of `refusals`, or server-unreachable
   */
  async join() { throw new ClientError('server-unreachable', 'not there yet'); }

  /** Leaves at once, also in `pagehide`; the others are told. The object is of no use after that. */
  leave() {}

  /**
   * The microphone to send, or null for none; also before join() and at any time after.
   * @param {MediaStreamTrack | null} track
   * @returns {Promise<void>}
   */
  async setAudio(track) { void track; }

  /**
   * The camera to send, or null for none.
   * @param {MediaStreamTrack | null} track
   * @returns {Promise<void>}
   */
  async setVideo(track) { void track; }

  /**
   * Muted, the microphone stays open and sends silence.
   * @param {boolean} muted
   */
  setMuted(muted) { void muted; }

  /**
   * Shows a screen to everybody, and to each who joins later, until the track ends or stopScreen(). The room stops the track.
   * @param {MediaStreamTrack} track of openScreen()
   */
  shareScreen(track) { void track; }

  stopScreen() {}

  /**
   * Sends a line to everybody; who is not connected yet gets it then.
   * @param {string} text at most 4,000 characters
   * @throws {ClientError} bad-chat
   */
  sendChat(text) { void text; }

  /**
   * Moderators only: removes somebody from the room.
   * @param {string} id
   */
  kick(id) { void id; }

  /**
   * Moderators only: asks somebody to be quiet.
   * @param {string} id
   */
  requestMute(id) { void id; }

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
}
