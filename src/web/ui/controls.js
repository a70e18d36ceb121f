// The buttons of the call: what they show, and what they do.
import {canShareScreen} from '../client/devices.js';
import {find, setIcon, setLabel} from './dom.js';
import {counted, t} from './i18n.js';
import {showToggle} from './toggle.js';

/** @typedef {import('./local_media.js').LocalMedia} LocalMedia */
/** @typedef {import('./shortcuts.js').Action | 'devices' | 'leave'} Action */
/** @typedef {'chat' | 'people' | null} Panel */

/** @type {Record<Action, string>} */
const buttons = {
  microphone: '.controls .microphone', camera: '.controls .camera', screen: '.controls .screen', chat: '.controls .chat',
  people: '.people-button', invite: '.invite-button', fullScreen: '.full-screen', help: '.open-shortcuts',
  devices: '.open-devices', leave: '.controls .leave', back: '.chat-panel .close',
};

export class Controls {
  #view;

  /**
   * @param {HTMLElement} view
   * @param {Record<Action, () => void>} actions
   */
  constructor(view, actions) {
    this.#view = view;
    for (const [action, selector] of Object.entries(buttons)) {
      const button = find(view, selector, HTMLButtonElement);
      button.addEventListener('click', actions[/** @type {Action} */ (action)]);
    }
    find(view, '.people-panel .close', HTMLButtonElement).onclick = actions.back;
    const menu = find(view, '#more-menu', HTMLElement);
    // Before the button's own action: the focus goes back to where the menu was opened, and later from a dialog too.
    menu.addEventListener('click', () => menu.hidePopover(), {capture: true});
    this.button('screen').hidden = !canShareScreen();
    this.button('fullScreen').hidden = !document.fullscreenEnabled;
  }

  /** @param {Action} action */
  button(action) { return find(this.#view, buttons[action], HTMLButtonElement); }

  /** @param {LocalMedia} media */
  showMedia(media) {
    for (const device of media.devices) showToggle(this.button(device.kind), device);
  }

  /** @param {boolean} sharing */
  showSharing(sharing) {
    const button = this.button('screen');
    setIcon(button, sharing ? 'screen-stop' : 'screen');
    setLabel(button, t(sharing ? 'control.stop_sharing' : 'control.share'));
    button.classList.toggle('active', sharing);
  }

  /** @param {Panel} panel */
  showPanel(panel) {
    for (const name of /** @type {const} */ (['chat', 'people'])) {
      this.button(name).setAttribute('aria-expanded', String(name === panel));
      this.button(name).classList.toggle('active', name === panel);
    }
  }

  /** @param {number} unread */
  showUnread(unread) {
    const button = this.button('chat');
    setLabel(button, unread ? counted('chat.unread', unread) : t('control.chat'));
    const badge = find(button, '.badge', HTMLElement);
    badge.hidden = unread === 0;
    badge.textContent = unread > 99 ? '99+' : String(unread);
  }

  /** @param {number} count */
  showCount(count) {
    const button = this.button('people');
    find(button, '.count', HTMLElement).textContent = String(count);
    setLabel(button, counted('people.count', count));
  }
}
