// From the link of a room to the call, and out again.
import {element, find} from './dom.js';
import {t} from './i18n.js';
import {showLobby} from './lobby.js';
import {LocalMedia} from './local_media.js';
import {describe} from './problems.js';
import {RoomView} from './room_view.js';

/** @typedef {import('../client/errors.js').ClientError} ClientError */

/**
 * @param {HTMLElement} place
 * @param {ClientError | null} error what ended the call; null: the person did
 */
function showEnd(place, error) {
  const view = element('ended');
  const kicked = error?.code === 'kicked';
  const {title, advice} = kicked ? {title: t('ended.kicked'), advice: t('ended.kicked_advice')}
    : error ? describe(error) : {title: t('ended.left'), advice: ''};
  find(view, 'h1', HTMLElement).textContent = title;
  find(view, 'p', HTMLElement).textContent = advice;
  const again = find(view, '.again', HTMLButtonElement);
  again.onclick = () => location.reload();
  place.replaceChildren(view);
  find(view, 'h1', HTMLElement).focus();
}

/**
 * @param {HTMLElement} place
 * @param {string} name of the room
 */
export async function enterRoom(place, name) {
  document.title = t('room.title', {room: name});
  const media = new LocalMedia();
  const room = await showLobby(place, name, media);
  const error = await new RoomView(place, name, room, media).ended;
  media.close();
  showEnd(place, error);
}
