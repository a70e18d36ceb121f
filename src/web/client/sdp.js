// Mending of session descriptions.

/**
 * Leaves out what is said of payload types that the m-line does not list. After setCodecPreferences() Firefox (153) still
 * has the feedback of all its codecs in an offer, and Chromium refuses that.
 * @param {string} sdp
 */
export function withoutStrays(sdp) {
  /** @type {string[]} */
  let listed = [];
  return sdp.split('\r\n').filter(line => {
    if (line.startsWith('m=')) listed = line.split(' ').slice(3);
    const payloadType = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1];
    return payloadType === undefined || listed.includes(payloadType);
  }).join('\r\n');
}
