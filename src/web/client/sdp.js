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

/**
 * Lets Chromium begin a video with that bitrate (it reads this in the description of the other side; others ignore it). By
 * itself it begins with 300 kbit/s, makes the picture small for that, and takes half a minute to make it large again.
 * @param {string} sdp
 * @param {number} bitrate bit/s
 */
export function withStartBitrate(sdp, bitrate) {
  const parameter = `x-google-start-bitrate=${Math.round(bitrate / 1000)}`;
  /** @type {Set<string>} */
  const extended = new Set();
  const lines = sdp.split('\r\n').map(line => {
    const [, payloadType, parameters] = /^a=fmtp:(\d+) (.*profile-level-id=.*)$/.exec(line) ?? [];
    if (payloadType === undefined) return line;
    extended.add(payloadType);
    return `a=fmtp:${payloadType} ${parameters};${parameter}`;
  });
  return lines.flatMap(line => {
    const payloadType = /^a=rtpmap:(\d+) (?:VP8|H264)\//i.exec(line)?.[1];
    return payloadType === undefined || extended.has(payloadType) ? [line] : [line, `a=fmtp:${payloadType} ${parameter}`];
  }).join('\r\n');
}
