// The list of who is here, where a moderator can mute and remove.
import {confirm} from './dialogs.js';
import {element, find, fragment, setLabel} from './dom.js';
import {t} from './i18n.js';
import {hue, initial} from './names.js';

/** @typedef {import('../client/room.js').Room} Room */

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {string} label
 * @property {boolean} muted
 * @property {boolean} recording
 * @property {boolean} moderator
 */

export class People {
  #panel;
  #room;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} panel
   * @param {Room} room
   */
  constructor(panel, room) {
    this.#panel = panel;
    this.#room = room;
    panel.append(fragment('people'));
  }

  opened() {
    find(this.#panel, 'h2', HTMLElement).focus();
  }

  /** @param {Person[]} people the first is oneself */
  update(people) {
    const list = find(this.#panel, 'ul', HTMLElement);
    for (const [id, row] of this.#rows) {
      if (people.some(person => person.id === id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    people.forEach((person, index) => this.#show(person, list, index));
  }

  /** @param {Person} person @param {HTMLElement} list @param {number} index */
  #show({id, name, label, muted, recording, moderator}, list, index) {
    const row = this.#rows.get(id) ?? element('person');
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
    this.#rows.set(id, row);
    const avatar = find(row, '.avatar', HTMLElement);
    avatar.textContent = initial(name);
    avatar.style.setProperty('--hue', String(hue(name)));
    find(row, '.name', HTMLElement).textContent = label;
    find(row, '.role', HTMLElement).hidden = !moderator;
    find(row, '.recording', SVGElement).toggleAttribute('hidden', !recording);
    find(row, '.muted', SVGElement).toggleAttribute('hidden', !muted);
    const moderated = this.#room.self?.moderator === true && id !== this.#room.self.id;
    const mute = find(row, '.mute', HTMLButtonElement);
    mute.hidden = !moderated || muted;
    setLabel(mute, t('people.mute', {name}));
    mute.onclick = () => this.#room.requestMute(id);
    const kick = find(row, '.kick', HTMLButtonElement);
    kick.hidden = !moderated;
    setLabel(kick, t('people.kick', {name}));
    kick.onclick = () => this.#kick(id, name);
  }

  /** @param {string} id @param {string} name */
  async #kick(id, name) {
    if (await confirm(t('people.kick_title', {name}), t('people.kick_confirm'))) this.#room.kick(id);
  }
}
