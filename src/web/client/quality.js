// How good a connection is, in bars.

export const mostBars = 4;

// The values up to which there are four, three and two bars; beyond there is one. The terminal's are the same
// (src/call/quality.cpp): loss is mended up to some percent; ITU-T G.114 says which delay is noticed.
const lossScale = [0.015, 0.04, 0.10];
const roundTripScale = [250, 400, 800];  // ms
const freezeScale = [0, 0, 1];  // a second

const period = 1000;  // ms over which is counted
const remembered = 4;  // periods

/** @param {number[]} scale @param {number} value */
const barsOf = (scale, value) => mostBars - scale.filter(limit => value > limit).length;

/** Of what has come so far. @typedef {{received: number, lost: number, freezes: number}} Totals */

/** Bars that fall at once and rise only after some seconds, so that they can be read. */
export class QualityMeter {
  #countedAt = -Infinity;
  #last = {received: 0, lost: 0, freezes: 0};
  /** @type {number[]} */
  #recent = [];

  /**
   * @param {Totals} totals
   * @param {number | undefined} roundTrip ms
   * @param {number} now ms
   * @returns {number | undefined} from 4, nothing to complain of, to 1; 0 if nothing comes; undefined: not known yet
   */
  update(totals, roundTrip, now) {
    if (now - this.#countedAt >= period) {
      if (this.#countedAt !== -Infinity) this.#count(totals, roundTrip);
      this.#last = totals;
      this.#countedAt = now;
    }
    return this.#recent.length > 0 ? Math.min(...this.#recent) : undefined;
  }

  /** @param {Totals} totals @param {number | undefined} roundTrip */
  #count(totals, roundTrip) {
    const received = totals.received - this.#last.received;
    const lost = Math.max(0, totals.lost - this.#last.lost);
    const bars = received <= 0 ? 0 : Math.min(barsOf(lossScale, lost / (received + lost)), barsOf(roundTripScale, roundTrip ?? 0),
      barsOf(freezeScale, totals.freezes - this.#last.freezes));
    this.#recent = [...this.#recent, bars].slice(-remembered);
  }
}
