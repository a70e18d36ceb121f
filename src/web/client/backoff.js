// Growing waits between tries, spread so that many clients do not come back at the same moment.

export class Backoff {
  #first;
  #longest;
  #wait;

  /**
   * @param {number} first ms
   * @param {number} longest ms
   */
  constructor(first, longest) {
    this.#first = first;
    this.#longest = longest;
    this.#wait = first;
  }

  /** The next wait in ms: first, 2 first, 4 first … up to longest, each between 75 % and 125 % of that. */
  next() {
    const wait = this.#wait;
    this.#wait = Math.min(2 * wait, this.#longest);
    return wait * (0.75 + Math.random() / 2);
  }

  reset() {
    this.#wait = this.#first;
  }
}
