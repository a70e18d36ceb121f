// What the page remembers about a person, in their browser alone.

/** @typedef {'name' | 'camera' | 'microphone' | 'speaker' | 'shortcuts'} Memory */

/**
 * @param {Memory} what
 * @returns {string} empty if it is not known
 */
export function recall(what) {
  try {
    return localStorage.getItem(`vchat.${what}`) ?? '';
  } catch {
    return '';  // storage is switched off
  }
}

/**
 * @param {Memory} what
 * @param {string} value
 */
export function remember(what, value) {
  try {
    localStorage.setItem(`vchat.${what}`, value);
  } catch {
    // Storage is switched off or full: it is asked for again next time.
  }
}
