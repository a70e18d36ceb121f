// A button that switches the camera or the microphone.
import {setIcon, setLabel} from './dom.js';
import {t} from './i18n.js';

/** @typedef {import('./local_media.js').Device} Device */

/**
 * Shows on a button whether a device is on, and what pressing it does.
 * @param {HTMLButtonElement} button
 * @param {Device} device
 */
export function showToggle(button, device) {
  const {kind, active} = device;
  const text = kind === 'camera' ? (active ? 'control.camera_off' : 'control.camera_on') : (active ? 'control.mute' : 'control.unmute');
  setLabel(button, t(text));
  setIcon(button, active ? kind : `${kind}-off`);
  button.classList.toggle('off', !active);
}
