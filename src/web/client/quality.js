// How good a connection is, in bars.

const mostBars = 4;

// The values up to which there are four, three and two bars; beyond there is one. As in src/call/quality.cpp: loss is
// mended up to some percent; ITU-T G.114 says which delay is noticed.
const lossScale = [0.015, 0.04, 0.10];
const roundTripScale = [250, 400, 800];  // ms
const freezeScale = [0, 0, 1];  // a second

const period = 1000;  // ms over which is counted
const away = 3 * period;  // a machine that slept, or a tab that was stopped, has not looked meanwhile
const remembered = 4;  // periods
const longestStill = 3000;  // ms: who sends a picture that stands still sends one each 2 s

/** @param {number[]} scale @param {number} value */
const barsOf = (scale, value) => mostBars - scale.filter(limit => value > limit).length;

/** Of packets, freezes and pictures, since the session began. @typedef {{received: number, lost: number, freezes: number, frames: number}} Totals */

/** Bars that fall at once and rise only after some seconds, so that they can be read. */
export class QualityMeter {
  #withPicture;
  #frames = -1;
  #pictureAt = -Infinity;
  #countedAt = -Infinity;
  #last = {received: 0, lost: 0, freezes: 0, frames: 0};
  /** @type {number[]} */
  #recent = [];

  /** @param {boolean} withPicture whether they send one: if none comes then, their network does not carry it */
  constructor(withPicture) {
    this.#withPicture = withPicture;
  }

  /**
   * @param {Totals} totals
   * @param {number | undefined} roundTrip ms
   * @param {number} now ms
   * @returns {number | undefined} from 4, nothing to complain of, to 1; 0 if nothing comes; undefined: not known yet
   */
  update(totals, roundTrip, now) {
    const passed = now - this.#countedAt;
    if (totals.frames !== this.#frames || passed > away) this.#pictureAt = now;
    this.#frames = totals.frames;
    if (passed >= period) {
      if (passed <= away) this.#count(totals, roundTrip, now);
      this.#last = totals;
      this.#countedAt = now;
    }
    return this.#recent.length > 0 ? Math.min(...this.#recent) : undefined;
  }

  /** @param {Totals} totals @param {number | undefined} roundTrip @param {number} now */
  #count(totals, roundTrip, now) {
    const received = totals.received - this.#last.received;
    const lost = Math.max(0, totals.lost - this.#last.lost);
    const bars = received <= 0 ? 0 : Math.min(barsOf(lossScale, lost / (received + lost)), barsOf(roundTripScale, roundTrip ?? 0),
      barsOf(freezeScale, totals.freezes - this.#last.freezes), this.#withPicture && now - this.#pictureAt > longestStill ? 1 : mostBars);
    this.#recent = [...this.#recent, bars].slice(-remembered);
  }
}
