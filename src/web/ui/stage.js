// All tiles of the call, and which one is shown large.
import {arrange} from './arrange.js';
import {Tile} from './tile.js';

export class Stage {
  #list;
  /** In the order in which they are shown. @type {Map<string, Tile>} */
  #tiles = new Map();
  /** The tile that the person wants large; null: none. Undefined: a shared screen, if there is one. @type {string | null | undefined} */
  #chosen;
  #observer;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
    this.#observer = new ResizeObserver(() => this.#arrange());
    this.#observer.observe(list);
  }

  close() {
    this.#observer.disconnect();
    for (const id of this.#tiles.keys()) this.remove(id);
  }

  /**
   * The tile of that id, made if there is none yet.
   * @param {string} id
   * @param {{screen?: boolean, own?: boolean}} [kind]
   */
  tile(id, kind = {}) {
    const known = this.#tiles.get(id);
    if (known) return known;
    const tile = new Tile(kind, () => this.pin(this.#pinned === id ? null : id));
    this.#tiles.set(id, tile);
    if (kind.screen) this.#chosen = undefined;
    this.#sort();
    return tile;
  }

  /** @param {string} id */
  remove(id) {
    this.#tiles.get(id)?.remove();
    if (!this.#tiles.delete(id)) return;
    if (this.#chosen === id) this.#chosen = undefined;
    this.#arrange();
  }

  /** @param {string | null} id of the tile to show large; null for none */
  pin(id) {
    this.#chosen = id;
    this.#arrange();
  }

  /** Whether a tile is shown large. */
  get hasPinned() { return this.#pinned !== undefined; }

  get #pinned() {
    if (this.#chosen === null) return undefined;
    if (this.#chosen !== undefined) return this.#chosen;
    return [...this.#tiles].findLast(([, tile]) => tile.screen)?.[0];
  }

  /** Screens first, oneself last. What stays is not moved in the document: that would stop its video. */
  #sort() {
    /** @param {string} id @param {Tile} tile */
    const rank = (id, tile) => (tile.screen ? 0 : id === 'self' ? 2 : 1);
    const sorted = [...this.#tiles].sort(([a, tileA], [b, tileB]) => rank(a, tileA) - rank(b, tileB));
    this.#tiles = new Map(sorted);
    sorted.forEach(([, {element}], index) => {
      if (!element.isConnected) this.#list.insertBefore(element, this.#list.children[index] ?? null);
    });
    this.#arrange();
  }

  #arrange() {
    const ids = [...this.#tiles.keys()];
    const pinned = this.#pinned;
    const {clientWidth, clientHeight} = this.#list;
    this.#list.classList.toggle('is-single', ids.length === 1);
    const places = arrange(ids.length, clientWidth, clientHeight, pinned === undefined ? -1 : ids.indexOf(pinned));
    [...this.#tiles].forEach(([id, tile], index) => {
      tile.pinned = id === pinned;
      if (places[index]) tile.place = places[index];
    });
  }
}
