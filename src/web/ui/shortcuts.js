// Single keys that do what the buttons do.
import {openDialog} from './dialogs.js';
import {find, fragment} from './dom.js';
import {t} from './i18n.js';
import {recall, remember} from './storage.js';

/**
 * @typedef {'microphone' | 'camera' | 'screen' | 'chat' | 'people' | 'invite' | 'fullScreen' | 'help' | 'back'} Action
 * @typedef {{key: string, action: Action, text: import('./i18n.js').Key}} Shortcut
 */

/** @type {Shortcut[]} */
const table = [
  {key: 'm', action: 'microphone', text: 'control.mute'},
  {key: 'v', action: 'camera', text: 'control.camera_off'},
  {key: 's', action: 'screen', text: 'control.share'},
  {key: 'c', action: 'chat', text: 'control.chat'},
  {key: 'p', action: 'people', text: 'control.people'},
  {key: 'i', action: 'invite', text: 'shortcuts.invite'},
  {key: 'f', action: 'fullScreen', text: 'control.full_screen'},
  {key: '?', action: 'help', text: 'shortcuts.help'},
  {key: 'Escape', action: 'back', text: 'shortcuts.close'},
];

const enabled = () => recall('shortcuts') !== 'off';

/**
 * The key, as on a Latin keyboard: on another one its place counts.
 * @param {KeyboardEvent} event
 */
function keyOf({key, code}) {
  if (table.some(shortcut => shortcut.key === key)) return key;
  return /^Key[A-Z]$/.test(code) && key.length === 1 ? code.slice(3).toLowerCase() : key;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'));
}

/**
 * Calls the actions, until the signal comes.
 * @param {Record<Action, () => void>} actions
 * @param {AbortSignal} signal
 */
export function listenForShortcuts(actions, signal) {
  document.addEventListener('keydown', event => {
    const {ctrlKey, altKey, metaKey, repeat, isComposing, target} = event;
    if (ctrlKey || altKey || metaKey || repeat || isComposing || document.querySelector('dialog[open], [popover]:popover-open')) return;
    const found = table.find(({key}) => key === keyOf(event));
    const plain = found?.action !== 'back';
    if (!found || (plain && (isTyping(target) || !enabled()))) return;
    event.preventDefault();
    actions[found.action]();
  }, {signal});
}

/** The list of them, where they can be switched off: they may be in the way of a screen reader's or voice control's own. */
export function openShortcuts() {
  const content = fragment('shortcuts');
  const check = find(content, 'input', HTMLInputElement);
  check.checked = enabled();
  check.onchange = () => remember('shortcuts', check.checked ? 'on' : 'off');
  const body = find(content, 'tbody', HTMLTableSectionElement);
  for (const {key, text} of table) {
    const row = body.insertRow();
    const name = document.createElement('th');
    name.scope = 'row';
    name.textContent = t(text);
    const cap = document.createElement('kbd');
    cap.textContent = key === 'Escape' ? 'Esc' : key.toUpperCase();
    row.append(name);
    row.insertCell().append(cap);
  }
  openDialog(t('shortcuts.title'), content);
}
