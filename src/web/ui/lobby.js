// Before the call: one's own picture, the devices, a name; and how to invite others.
import {ClientError} from '../client/errors.js';
import {Room} from '../client/room.js';
import {DeviceForm} from './device_form.js';
import {askPassword} from './dialogs.js';
import {element, find, showTrack} from './dom.js';
import {t} from './i18n.js';
import {invitation} from './invitation.js';
import {NameField} from './name_field.js';
import {describe, describeDevices, showProblems} from './problems.js';
import {showToggle} from './toggle.js';

/** @typedef {import('./local_media.js').LocalMedia} LocalMedia */
/** @typedef {import('./local_media.js').Device} Device */

/**
 * What stands where the own picture will be.
 * @param {Device} camera
 */
function previewNote(camera) {
  if (camera.opening) return t('lobby.camera_opening');
  return t(camera.on ? 'lobby.camera_none' : 'lobby.camera_off');
}

/**
 * The token of an invitation. It stands behind the #: no server sees it, and no log.
 * @returns {string | undefined}
 */
function tokenOfLink() {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;
}

class Lobby {
  #name;
  #media;
  #view = element('lobby');
  #ending = new AbortController();
  #devices;
  #nameField;
  /** @type {unknown} */
  #refusal = null;

  /**
   * @param {string} name of the room
   * @param {LocalMedia} media
   */
  constructor(name, media) {
    this.#name = name;
    this.#media = media;
    find(this.#view, 'h1', HTMLElement).textContent = t('lobby.title', {room: name});
    for (const device of media.devices) this.#button(device.kind).onclick = () => device.set(!device.active);
    find(this.#view, '.invitation', HTMLElement).append(invitation(name));
    this.#nameField = new NameField(find(this.#view, '[name=name]', HTMLInputElement));
    this.#devices = new DeviceForm(find(this.#view, '.devices', HTMLElement), media);
    media.addEventListener('change', () => this.#update(), {signal: this.#ending.signal});
    this.#update();
  }

  get element() { return this.#view; }

  /** @param {string} kind */
  #button(kind) { return find(this.#view, `.preview-controls .${kind}`, HTMLButtonElement); }

  /** @returns {Promise<Room>} the room, once it has been entered */
  joined() {
    const form = find(this.#view, 'form', HTMLFormElement);
    return new Promise(resolve => {
      form.onsubmit = async event => {
        event.preventDefault();
        const room = await this.#join();
        if (!room) return;
        this.#ending.abort();
        this.#devices.close();
        // Who joins without knows it.
        for (const device of this.#media.devices) if (device.problem) device.set(false);
        resolve(room);
      };
    });
  }

  async #join() {
    this.#nameField.remember();
    const button = find(this.#view, '.join', HTMLButtonElement);
    button.disabled = true;
    button.textContent = t('lobby.joining');
    this.#refusal = null;
    this.#update();
    try {
      return await this.#enter({server: location.origin, room: this.#name, name: this.#nameField.value, token: tokenOfLink()});
    } catch (error) {
      this.#refusal = error;
      this.#update();
      return null;
    } finally {
      button.disabled = false;
      button.textContent = t('lobby.join');
    }
  }

  /**
   * Asks for the password as long as the room asks for one and the person gives one.
   * @param {import('../client/room.js').RoomOptions} options
   */
  async #enter(options) {
    for (let asked = options;;) {
      const room = new Room(asked);
      const {camera, microphone} = this.#media;
      room.setAudio(microphone.track);
      room.setVideo(camera.track);
      room.setMuted(!microphone.on);
      try {
        await room.join();
        return room;
      } catch (error) {
        if (!(error instanceof ClientError) || error.code !== 'unauthorized') throw error;
        const password = await askPassword(asked.password !== undefined);
        if (!password) throw error;
        asked = {...options, password};
      }
    }
  }

  #update() {
    const {camera, devices} = this.#media;
    for (const device of devices) showToggle(this.#button(device.kind), device);
    showTrack(find(this.#view, 'video', HTMLVideoElement), camera.track);
    const note = find(this.#view, '.preview-note', HTMLElement);
    note.hidden = camera.track !== null;
    note.textContent = previewNote(camera);
    const problems = describeDevices(devices);
    if (this.#refusal) problems.unshift(describe(this.#refusal));
    showProblems(find(this.#view, '.problems', HTMLElement), problems);
  }
}

/**
 * Shows the lobby until the person has joined.
 * @param {HTMLElement} place
 * @param {string} name of the room
 * @param {LocalMedia} media
 * @returns {Promise<Room>}
 */
export async function showLobby(place, name, media) {
  const lobby = new Lobby(name, media);
  place.replaceChildren(lobby.element);
  find(lobby.element, 'h1', HTMLElement).focus();
  media.open();
  return lobby.joined();
}
