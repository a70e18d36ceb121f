// One picture in the call, with a name.
import {element, find, setLabel, showTrack} from './dom.js';
import {t} from './i18n.js';
import {hue, initial} from './names.js';
import {playOnSpeaker} from './speaker.js';

/**
 * @typedef {object} Look
 * @property {string} name of the person
 * @property {string} label what stands on the tile
 * @property {boolean} muted
 * @property {boolean} dark no picture is sent
 * @property {boolean} speaking
 * @property {number} [bars] how good the connection is, 0 to 4; none are shown without it
 * @property {boolean} [recording] the person records the meeting
 * @property {string} [note] what is wrong
 */

export class Tile {
  element = element('tile');
  #video = find(this.element, 'video', HTMLVideoElement);

  /**
   * @param {{screen?: boolean, own?: boolean}} kind
   * @param {() => void} onPin
   */
  constructor({screen = false, own = false}, onPin) {
    /** @readonly */ this.screen = screen;
    this.element.classList.toggle('is-screen', screen);
    this.#video.classList.toggle('mirrored', own);
    this.#video.muted = own;
    playOnSpeaker(this.#video);
    find(this.element, '.pin', HTMLButtonElement).onclick = onPin;
    this.element.ondblclick = onPin;
  }

  /** @param {MediaStream | null} stream */
  set stream(stream) {
    if (this.#video.srcObject === stream) return;
    this.#video.srcObject = stream;
    // The browser refuses only where nobody has clicked yet, and joining was a click.
    if (stream) this.#video.play().catch(() => {});
  }

  /** One's own picture. @param {MediaStreamTrack | null} track */
  set track(track) { showTrack(this.#video, track); }

  /** @param {Look} look */
  update({name, label, muted, dark, speaking, bars, recording = false, note = ''}) {
    const {classList} = this.element;
    classList.toggle('is-dark', dark);
    classList.toggle('is-speaking', speaking);
    find(this.element, '.name', HTMLElement).textContent = label;
    find(this.element, '.recording', SVGElement).toggleAttribute('hidden', !recording);
    find(this.element, '.muted', SVGElement).toggleAttribute('hidden', !muted);
    find(this.element, '.dark', SVGElement).toggleAttribute('hidden', !dark);
    this.#showBars(bars);
    const avatar = find(this.element, '.avatar', HTMLElement);
    avatar.textContent = initial(name);
    avatar.style.setProperty('--hue', String(hue(name)));
    const place = find(this.element, '.tile-note', HTMLElement);
    place.hidden = !note;
    place.textContent = note;
    setLabel(find(this.element, '.pin', HTMLButtonElement), t('tile.pin', {name: label}));
  }

  /** @param {number | undefined} bars */
  #showBars(bars) {
    const sign = find(this.element, '.bars', SVGElement);
    sign.toggleAttribute('hidden', bars === undefined);
    if (bars === undefined || sign.dataset.bars === String(bars)) return;
    sign.dataset.bars = String(bars);
    sign.setAttribute('aria-label', t('tile.bars', {bars}));
  }

  /** @param {boolean} pinned */
  set pinned(pinned) {
    this.element.classList.toggle('is-pinned', pinned);
    find(this.element, '.pin', HTMLButtonElement).setAttribute('aria-pressed', String(pinned));
  }

  /** @param {import('./arrange.js').Rectangle} rectangle */
  set place({x, y, width, height}) {
    const {style} = this.element;
    style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    style.width = `${width.toFixed(1)}px`;
    style.height = `${height.toFixed(1)}px`;
  }

  remove() {
    this.stream = null;
    this.element.remove();
  }
}
