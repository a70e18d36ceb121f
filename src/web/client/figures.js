// What getStats() says about one session: how well it goes, who speaks, and whether anything still comes.

const speechLevel = 0.012;  // of full scale, over one interval: about -38 dB
const speechHold = 700;  // ms

export class Figures {
  /** ms; undefined: not known yet. @type {number | undefined} */
  roundTrip;
  /** Share of packets lost on the way here in the last interval, 0 to 1. */
  loss = 0;
  /** bit/s */
  receiveRate = 0;
  /** Of the received picture, in pixels. */
  width = 0;
  height = 0;
  framesPerSecond = 0;
  speaking = false;
  /** Since the session began. @type {import('./quality.js').Totals} */
  totals = {received: 0, lost: 0, freezes: 0, frames: 0};

  #silenceTimeout;
  #spokeAt = -Infinity;
  #heardAt = -Infinity;
  #updatedAt = -Infinity;
  #signs = '';
  #last = {energy: 0, duration: 0, received: 0, lost: 0, bytes: 0};

  /** @param {number} silenceTimeout ms */
  constructor(silenceTimeout) {
    this.#silenceTimeout = silenceTimeout;
  }

  /**
   * @param {RTCStatsReport} report
   * @param {number} now ms
   * @returns {boolean} true if nothing has come for too long
   */
  update(report, now) {
    const totals = {energy: 0, duration: 0, received: 0, lost: 0, bytes: 0, freezes: 0, frames: 0};
    // What changes with everything that comes from the other side.
    const signs = [];
    for (const stats of report.values()) {
      if (stats.type === 'inbound-rtp') {
        totals.received += stats.packetsReceived ?? 0;
        totals.lost += Math.max(0, stats.packetsLost ?? 0);
        totals.bytes += stats.bytesReceived ?? 0;
        totals.energy += stats.totalAudioEnergy ?? 0;
        totals.duration += stats.totalSamplesDuration ?? 0;
        if (stats.kind === 'video') {
          totals.freezes += stats.freezeCount ?? 0;
          totals.frames += stats.framesDecoded ?? 0;
          this.width = stats.frameWidth ?? 0;
          this.height = stats.frameHeight ?? 0;
          this.framesPerSecond = stats.framesPerSecond ?? 0;
        }
        signs.push(stats.packetsReceived);
      } else if (stats.type === 'remote-inbound-rtp' || stats.type === 'remote-outbound-rtp') {
        if (stats.roundTripTime !== undefined) this.roundTrip = 1000 * stats.roundTripTime;
        signs.push(stats.timestamp);
      } else if (stats.type === 'candidate-pair' && stats.state === 'succeeded') {
        signs.push(stats.bytesReceived, stats.responsesReceived, stats.requestsReceived);
      }
    }
    this.#measure(totals, now);
    this.totals = totals;
    return this.#isSilent(signs.join(), now);
  }

  /**
   * @param {{energy: number, duration: number, received: number, lost: number, bytes: number}} totals
   * @param {number} now
   */
  #measure(totals, now) {
    const last = this.#last;
    const seconds = (now - this.#updatedAt) / 1000;
    const received = totals.received - last.received;
    const lost = Math.max(0, totals.lost - last.lost);
    this.loss = received + lost > 0 ? lost / (received + lost) : 0;
    this.receiveRate = seconds > 0 ? 8 * (totals.bytes - last.bytes) / seconds : 0;
    // The energy is a sum of squares times their duration (W3C webrtc-stats), so this is the effective value.
    const level = Math.sqrt(Math.max(0, totals.energy - last.energy) / Math.max(totals.duration - last.duration, 0.01));
    if (level >= speechLevel) this.#spokeAt = now;
    this.speaking = now - this.#spokeAt < speechHold;
    this.#last = totals;
  }

  /**
   * @param {string} signs
   * @param {number} now
   */
  #isSilent(signs, now) {
    // A machine that slept, or a tab that was stopped, has not listened meanwhile.
    const wasAway = now - this.#updatedAt > this.#silenceTimeout / 2;
    this.#updatedAt = now;
    if (signs !== this.#signs || wasAway) {
      this.#signs = signs;
      this.#heardAt = now;
    }
    return now - this.#heardAt >= this.#silenceTimeout;
  }
}
