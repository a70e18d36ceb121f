// The choice of microphone, camera and speaker, with a meter.
import {listDevices} from '../client/devices.js';
import {find, fragment} from './dom.js';
import {t} from './i18n.js';
import {Loudness} from './local_media.js';
import {canChooseSpeaker, chooseSpeaker, speakerId} from './speaker.js';

/** @typedef {import('../client/devices.js').Device} Choice */
/** @typedef {import('./local_media.js').LocalMedia} LocalMedia */

const meterPeriod = 50;  // ms

/**
 * @param {HTMLSelectElement} select
 * @param {Choice[]} devices without ids as long as the browser gives none away
 * @param {string} chosen
 * @param {string} kind
 * @param {string} [none] what stands there without any
 */
function fill(select, devices, chosen, kind, none = t('device.none')) {
  const named = devices.filter(({id}) => id !== '');
  const wanted = [chosen, 'default'].find(each => named.some(({id}) => id === each)) ?? '';
  const options = named.map(({id, label}, index) => new Option(label || t('device.numbered', {kind, number: index + 1}), id));
  if (!wanted) options.unshift(new Option(devices.length ? t('device.standard') : none, ''));
  select.replaceChildren(...options);
  select.disabled = named.length === 0;
  select.value = wanted;
}

export class DeviceForm {
  #media;
  #loudness = new Loudness();
  #ending = new AbortController();
  #selects;
  #meter;

  /**
   * Fills `place`, until close().
   * @param {HTMLElement} place
   * @param {LocalMedia} media
   */
  constructor(place, media) {
    this.#media = media;
    place.replaceChildren(fragment('devices'));
    /** @param {string} kind */
    const select = kind => find(place, `.${kind} select`, HTMLSelectElement);
    this.#selects = {microphone: select('audioinput'), camera: select('videoinput'), speaker: select('audiooutput')};
    this.#meter = find(place, '.meter', HTMLElement);
    find(place, '.audiooutput', HTMLElement).hidden = !canChooseSpeaker;
    const {microphone, camera, speaker} = this.#selects;
    microphone.onchange = () => media.microphone.choose(microphone.value);
    camera.onchange = () => media.camera.choose(camera.value);
    speaker.onchange = () => chooseSpeaker(speaker.value);
    media.addEventListener('change', () => this.#list(), {signal: this.#ending.signal});
    const timer = setInterval(() => this.#measure(), meterPeriod);
    this.#ending.signal.addEventListener('abort', () => clearInterval(timer));
    this.#list();
  }

  close() {
    this.#ending.abort();
    this.#loudness.close();
  }

  async #list() {
    const devices = await listDevices().catch(() => ({cameras: [], microphones: [], speakers: []}));
    const {microphone, camera, speaker} = this.#selects;
    fill(microphone, devices.microphones, this.#media.microphone.usedId, t('device.microphone'));
    fill(camera, devices.cameras, this.#media.camera.usedId, t('device.camera'));
    // Some browsers do not name speakers; there is one all the same.
    fill(speaker, devices.speakers, speakerId(), t('device.speaker'), t('device.standard'));
  }

  #measure() {
    const {active, track} = this.#media.microphone;
    const level = active ? this.#loudness.of(track) : 0;
    this.#meter.setAttribute('aria-valuenow', String(Math.round(100 * level)));
    find(this.#meter, 'div', HTMLElement).style.transform = `scaleX(${level.toFixed(2)})`;
  }
}
