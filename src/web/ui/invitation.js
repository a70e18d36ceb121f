// How others get into the room: a link, its QR code, and the command for a terminal.
import {find, fragment} from './dom.js';
import {t} from './i18n.js';
import {pathOfRoom} from './names.js';
import {qrElement} from './qr.js';

const shown = 2000;  // ms

/**
 * Lets a button copy what stands in an element.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} source
 */
function copyOnClick(button, source) {
  const text = button.textContent;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(source.textContent ?? '');
      button.textContent = t('invite.copied');
    } catch {
      // Without https there is no clipboard: the person copies it by hand.
      getSelection()?.selectAllChildren(source);
      button.textContent = t('invite.selected');
    }
    setTimeout(() => { button.textContent = text; }, shown);
  };
}

/**
 * @param {string} room
 * @returns {DocumentFragment}
 */
export function invitation(room) {
  const content = fragment('invitation');
  const address = location.origin + pathOfRoom(room);
  const link = find(content, '.link', HTMLElement);
  const command = find(content, '.command', HTMLElement);
  link.textContent = address;
  command.textContent = `vchat join ${address}`;
  copyOnClick(find(content, '.copy-link', HTMLButtonElement), link);
  copyOnClick(find(content, '.copy-command', HTMLButtonElement), command);
  const code = qrElement(address);
  code.setAttribute('role', 'img');
  code.setAttribute('aria-label', t('invite.qr'));
  find(content, '.qr', HTMLElement).append(code);
  return content;
}
