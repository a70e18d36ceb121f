// Dialogs that lie over the page.
import {element, find, fragment} from './dom.js';
import {t} from './i18n.js';

/**
 * Opens one, until it is closed by its button, Escape, or a click beside it.
 * @param {string} title
 * @param {Node} content
 * @param {() => void} [closed] is called after that
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, content, closed) {
  const dialog = /** @type {HTMLDialogElement} */ (element('dialog'));
  dialog.setAttribute('aria-label', title);
  find(dialog, 'h2', HTMLElement).textContent = title;
  find(dialog, '.dialog-body', HTMLElement).append(content);
  find(dialog, '.close', HTMLButtonElement).onclick = () => dialog.close();
  dialog.onclose = () => {
    dialog.remove();
    closed?.();
  };
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Closes whichever is open. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
}

/**
 * Asks for the password of the room.
 * @param {boolean} wrong whether one was given that is not right
 * @returns {Promise<string>} empty if none is given
 */
export function askPassword(wrong) {
  const content = fragment('password');
  const form = find(content, 'form', HTMLFormElement);
  const input = find(content, 'input', HTMLInputElement);
  const why = find(content, '.why', HTMLElement);
  why.textContent = t(wrong ? 'password.wrong' : 'password.needed');
  input.setAttribute('aria-invalid', String(wrong));
  return new Promise(resolve => {
    let password = '';
    form.onsubmit = () => { password = input.value; };
    openDialog(t('password.title'), content, () => resolve(password));
    input.focus();
  });
}

/**
 * Asks whether to do something that cannot be taken back.
 * @param {string} title
 * @param {string} action
 * @returns {Promise<boolean>}
 */
export function confirm(title, action) {
  const button = document.createElement('button');
  button.className = 'button leave';
  button.textContent = action;
  return new Promise(resolve => {
    let agreed = false;
    const dialog = openDialog(title, button, () => resolve(agreed));
    button.onclick = () => {
      agreed = true;
      dialog.close();
    };
  });
}
