// The start: who one is, and which room.
import {element, find} from './dom.js';
import {counted, t} from './i18n.js';
import {NameField} from './name_field.js';
import {pathOfRoom, roomName} from './names.js';

const refresh = 5000;  // ms

/** @typedef {{name: string, users: number, maxUsers: number, locked: boolean}} OpenRoom */

/**
 * @param {OpenRoom} room
 * @returns {HTMLElement}
 */
function roomElement({name, users, maxUsers, locked}) {
  const entry = element('open-room');
  find(entry, 'a', HTMLAnchorElement).href = pathOfRoom(name);
  find(entry, '.name', HTMLElement).textContent = name;
  find(entry, '.lock', SVGElement).toggleAttribute('hidden', !locked);
  const full = maxUsers > 0 && users >= maxUsers;
  find(entry, '.count', HTMLElement).textContent = counted('home.count', users) + (full ? t('home.full') : '');
  return entry;
}

/** @param {HTMLElement} section */
async function listRooms(section) {
  const none = find(section, '.none', HTMLElement);
  const list = find(section, 'ul', HTMLElement);
  try {
    const answer = await fetch('/api/rooms', {signal: AbortSignal.timeout(refresh)});
    if (!answer.ok) throw new Error(answer.statusText);
    /** @type {{rooms: OpenRoom[]}} */
    const {rooms} = await answer.json();
    none.hidden = rooms.length > 0;
    none.textContent = t('home.no_rooms');
    // Whoever is on one of the links with the keyboard stays there.
    const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.href : '';
    list.replaceChildren(...rooms.map(roomElement));
    if (focused) [...list.querySelectorAll('a')].find(link => link.href === focused)?.focus();
  } catch {
    none.hidden = false;
    none.textContent = t('home.rooms_unknown');
    list.replaceChildren();
  }
}

/** @param {HTMLElement} place */
export function showHome(place) {
  document.title = t('home.title');
  const view = element('home');
  const form = find(view, 'form', HTMLFormElement);
  const name = find(form, '[name=name]', HTMLInputElement);
  const room = find(form, '[name=room]', HTMLInputElement);
  const field = new NameField(name);
  room.oninput = () => room.setCustomValidity(!room.value.trim() || roomName(room.value) ? '' : t('home.bad_room'));
  form.onsubmit = event => {
    event.preventDefault();
    field.remember();
    location.assign(pathOfRoom(roomName(room.value)));
  };
  place.replaceChildren(view);
  (name.value ? room : name).focus();

  const rooms = find(view, '.open-rooms', HTMLElement);
  const look = () => { if (!document.hidden) listRooms(rooms); };
  look();
  setInterval(look, refresh);
  document.addEventListener('visibilitychange', look);
}
