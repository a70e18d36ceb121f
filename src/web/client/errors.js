// What can go wrong, told apart for programs.

/**
 * | code | when |
 * | --- | --- |
 * | `permission-denied` | the browser or the person refused camera, microphone or screen |
 * | `no-device` | there is no such device |
 * | `device-busy` | the device is there, and another program has it or it fails |
 * | `insecure-context` | the page came over plain http from another machine: browsers give no devices then |
 * | `unsupported` | this browser cannot do it at all (sharing a screen on a phone) |
 * | `unauthorized` | password or token missing, wrong or expired |
 * | `room-full`, `room-not-found`, `server-full`, `bad-name` | the server refuses, see docs/protocol.md |
 * | `rate-limited` | too many tries; `retryAfter` says for how many seconds |
 * | `server-unreachable` | the server could not be reached, or was lost and did not come back |
 * | `kicked` | a moderator removed this person |
 * | `taken-over` | another connection goes on as this person |
 * | `peer-unreachable` | no network path to one of the others: a TURN server may help; `participant` says who |
 * | `bad-chat` | a line that is empty or too long |
 * @typedef {'permission-denied' | 'no-device' | 'device-busy' | 'insecure-context' | 'unsupported' | 'unauthorized' |
 *   'room-full' | 'room-not-found' | 'server-full' | 'bad-name' | 'rate-limited' | 'server-unreachable' | 'kicked' |
 *   'taken-over' | 'peer-unreachable' | 'bad-chat'} ErrorCode
 */

/**
 * With these the server refuses somebody, or sends them away, and closes.
 * @typedef {'unauthorized' | 'room-full' | 'room-not-found' | 'server-full' | 'bad-name' | 'rate-limited' | 'kicked'} Refusal
 * @type {readonly string[]}
 */
const refusals = ['unauthorized', 'room-full', 'room-not-found', 'server-full', 'bad-name', 'rate-limited', 'kicked'];

/**
 * @param {string} code
 * @returns {code is Refusal}
 */
export const isRefusal = code => refusals.includes(code);

/** Everything that this library throws or reports. */
export class ClientError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message for a log: a page has texts of its own for each code
   * @param {{cause?: unknown, retryAfter?: number, participant?: string}} [details]
   */
  constructor(code, message, {cause, retryAfter, participant} = {}) {
    super(message, {cause});
    this.name = 'ClientError';
    /** @readonly */ this.code = code;
    /** Seconds, of `rate-limited`. @readonly */ this.retryAfter = retryAfter;
    /** Id of whom it is about, of `peer-unreachable`. @readonly */ this.participant = participant;
  }
}

/** @type {Record<string, ErrorCode>} */
const deviceErrors = {
  NotAllowedError: 'permission-denied', SecurityError: 'permission-denied',
  NotFoundError: 'no-device', OverconstrainedError: 'no-device',
  NotReadableError: 'device-busy', AbortError: 'device-busy',
};

/**
 * What getUserMedia or getDisplayMedia threw, as an error of this library.
 * @param {unknown} error
 */
export function deviceError(error) {
  const {name, message} = /** @type {Error} */ (error);
  return new ClientError(deviceErrors[name] ?? 'device-busy', message || name, {cause: error});
}
