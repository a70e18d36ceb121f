// The messages of docs/protocol.md as types; the server has checked what it relays.

export const subprotocol = 'vchat.v1';
/** Of one line of chat. */
export const maxChatCharacters = 4000;

/**
 * @typedef {'VP8' | 'H264'} Codec
 * @typedef {'call' | 'screen'} Purpose
 * @typedef {'done' | 'failed' | 'rejected'} CloseReason
 * @typedef {'left' | 'lost' | 'kicked'} LeaveReason
 * @typedef {{audio: boolean, video: boolean, screen: boolean, recording?: boolean | null}} MediaState
 * @typedef {{id: string, name: string, joined: number, moderator?: boolean}} Self
 * @typedef {Self & {codecs?: string[] | null, media?: MediaState | null}} User
 * @typedef {{candidate: string, sdpMid?: string | null, sdpMLineIndex?: number | null}} Candidate
 *
 * @typedef {{type: 'offer', session: string, purpose: Purpose, replaces?: string | null, sdp: string}} Offer
 * @typedef {{type: 'answer', session: string, sdp: string}} Answer
 * @typedef {{type: 'ice-candidate', session: string, candidate: Candidate | null}} IceCandidate
 * @typedef {{type: 'session-close', session: string, reason: CloseReason}} SessionClose
 * @typedef {Offer | Answer | IceCandidate | SessionClose} PeerMessage
 * What one member sends to another: with `to` on its way to the server, with `from` on its way from it.
 *
 * @typedef {object} JoinRoom
 * @property {'join-room'} type
 * @property {string} room
 * @property {string} name
 * @property {string} [password]
 * @property {string} [token]
 * @property {string} [resume]
 * @property {Codec[]} codecs
 * @property {MediaState} media
 *
 * @typedef {JoinRoom | {type: 'leave-room'} | {type: 'ping'} | ({type: 'media-state'} & MediaState) |
 *   {type: 'kick', to: string, reason?: string} | {type: 'mute-request', to: string} | (PeerMessage & {to: string})} ClientMessage
 *
 * @typedef {object} RoomUsers
 * @property {'room-users'} type
 * @property {string} room
 * @property {Self} self
 * @property {User[]} users
 * @property {RTCIceServer[]} iceServers
 * @property {string} resume
 * @property {number} resumeSeconds
 *
 * @typedef {object} ErrorMessage
 * @property {'error'} type
 * @property {string} code
 * @property {string} message
 * @property {string} [about]
 * @property {number} [retryAfter]
 *
 * @typedef {RoomUsers | ErrorMessage | {type: 'pong'} | {type: 'user-joined', user: User} |
 *   {type: 'user-disconnected', id: string, reason: LeaveReason} |
 *   ({type: 'media-state', from: string} & MediaState) | {type: 'mute-request', from: string} |
 *   (PeerMessage & {from: string})} ServerMessage
 */

/**
 * The JSON of a chat message.
 * @param {string} text
 */
export function formatChat(text) {
  return JSON.stringify({type: 'chat', text});
}

/**
 * The text of what came over the data channel; nothing if it is no chat message or a longer one than allowed.
 * @param {unknown} data
 * @returns {string | undefined}
 */
export function parseChat(data) {
  if (typeof data !== 'string' || data.length > 13 * maxChatCharacters) return undefined;
  try {
    const {type, text} = JSON.parse(data);
    return type === 'chat' && isChat(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether that can be sent as one line of chat. Characters are counted as code points.
 * @param {unknown} text
 * @returns {text is string}
 */
export function isChat(text) {
  return typeof text === 'string' && text !== '' && [...text].length <= maxChatCharacters;
}
