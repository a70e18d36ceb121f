// Names as the server takes them (docs/protocol.md, "Names"), and links to rooms.

const longest = 64;

/**
 * A room's name out of what somebody typed; spaces become hyphens.
 * @param {string} typed
 * @returns {string} empty if it cannot be one
 */
export function roomName(typed) {
  const name = typed.trim().normalize('NFC').replace(/\s+/g, '-');
  const allowed = /^[\p{L}\p{N}\p{M}._-]+$/u.test(name) && name !== '.' && name !== '..';
  return allowed && [...name].length <= longest ? name : '';
}

/**
 * The room that an address leads to.
 * @param {string} path
 * @returns {string} empty if it is none
 */
export function roomOfPath(path) {
  try {
    const [, room] = /^\/r\/([^/]+)$/.exec(path) ?? [];
    return room ? decodeURIComponent(room) : '';
  } catch {
    return '';  // not UTF-8
  }
}

/** @param {string} room */
export function pathOfRoom(room) {
  return `/r/${encodeURIComponent(room)}`;
}

/**
 * What stands for a person without a picture.
 * @param {string} name
 */
export function initial(name) {
  const [first] = new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(name);
  return (first?.segment ?? '').toLocaleUpperCase();
}

/**
 * A colour for a person: a hue in degrees, the same wherever that name is shown.
 * @param {string} name
 */
export function hue(name) {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hash % 360;
}
