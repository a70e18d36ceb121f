// Which video codecs this browser has, and which of them a session may use.

/** @typedef {import('./protocol.js').Codec} Codec */

/** Best first: VP8 is cheap everywhere, H.264 is what hardware has. @type {readonly Codec[]} */
const known = ['VP8', 'H264'];

/** @param {{mimeType: string}} capability */
const nameOf = ({mimeType}) => mimeType.slice('video/'.length).toUpperCase();

/**
 * Whether a terminal can use it too: of H.264 a baseline profile with packetization mode 1 (RFC 6184, section 8.1).
 * @param {RTCRtpCodec} capability
 */
function isPlain(capability) {
  const parameters = capability.sdpFmtpLine ?? '';
  return nameOf(capability) !== 'H264' ||
    (parameters.includes('packetization-mode=1') && /profile-level-id=42/i.test(parameters));
}

/** @returns {RTCRtpCodec[]} */
const receivable = () => RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];

/** What can be received here, best first, for `join-room`. @returns {Codec[]} */
export function receivableCodecs() {
  const names = receivable().filter(isPlain).map(nameOf);
  return known.filter(codec => names.includes(codec));
}

/**
 * Lets a transceiver offer only what the other side can receive.
 * @param {RTCRtpTransceiver} transceiver of video
 * @param {string[]} theirs codecs by name; none: a client that does not say speaks VP8
 */
export function preferCodecs(transceiver, theirs) {
  const names = theirs.length > 0 ? theirs : ['VP8'];
  const common = known.filter(codec => names.includes(codec))
    .flatMap(codec => receivable().filter(capability => nameOf(capability) === codec && isPlain(capability)));
  // Nothing in common: the browser's own choice may still lead somewhere.
  if (common.length > 0) transceiver.setCodecPreferences([...common, ...receivable().filter(each => nameOf(each) === 'RTX')]);
}
