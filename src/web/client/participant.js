// Somebody else in the room: the sessions with them.

/**
 * @typedef {object} Figures of the call, over the last second
 * @property {number} roundTrip ms
 * @property {number} loss share of packets lost on the way here, 0 to 1
 * @property {number} receiveRate bit/s
 * @property {number} width pixels
 * @property {number} height pixels
 * @property {number} framesPerSecond
 */

/** What a page reads is public; it is the room that writes it, and tells by `participant-changed`. */
export class Participant {
  /** @param {string} id */
  constructor(id) {
    /** @readonly */ this.id = id;
    this.name = '';
    this.moderator = false;
    /** What they send. @type {import('./protocol.js').MediaState} */
    this.media = {audio: false, video: false, screen: false};
    /** `unreachable`: tried several times in vain, and still tried. @type {'connecting' | 'connected' | 'unreachable'} */
    this.connection = 'connecting';
    /** Picture and sound of the call. @type {MediaStream | null} */
    this.stream = null;
    /** What they share. @type {MediaStream | null} */
    this.screen = null;
    this.speaking = false;
    /** @type {Figures | undefined} */
    this.figures = undefined;
  }
}
