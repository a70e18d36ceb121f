// Growing waits between tries, spread so that many clients do not come back at the same moment.

export class Backoff {
  #first;
  #longest;
  #spread;
  #wait;

  /**
   * @param {number} first ms
   * @param {number} longest ms
   * @param {number} spread 0.25: each wait is multiplied by a random number from 0.75 to 1.25
   */
  constructor(first, longest, spread) {
    this.#first = first;
    this.#longest = longest;
    this.#spread = spread;
    this.#wait = first;
  }

  /** The next wait in ms: first, 2 first, 4 first … up to longest. */
  next() {
    const wait = this.#wait;
    this.#wait = Math.min(2 * wait, this.#longest);
    return wait * (1 + this.#spread * (2 * Math.random() - 1));
  }

  reset() {
    this.#wait = this.#first;
  }
}
