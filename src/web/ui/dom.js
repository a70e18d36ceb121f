// Templates of index.html, and finding what is in them.
import {localise} from './i18n.js';

/**
 * The element that matches, of the given class.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`no ${type.name} at ${selector}`);
}

/**
 * A copy of what a template holds, in the reader's language.
 * @param {string} id
 */
export function fragment(id) {
  const copy = document.importNode(find(document, `template#${id}`, HTMLTemplateElement).content, true);
  localise(copy);
  return copy;
}

/**
 * The same, of a template with one element in it.
 * @param {string} id
 */
export function element(id) {
  return find(fragment(id), '*', HTMLElement);
}

/**
 * Shows a symbol of the sprite in an svg of the class `icon`.
 * @param {ParentNode} root
 * @param {string} name
 */
export function setIcon(root, name) {
  const address = `#icon-${name}`;
  const use = find(root, 'use', SVGUseElement);
  if (use.getAttribute('href') !== address) use.setAttribute('href', address);
}

/**
 * What a button does: for the eye on hovering, and for screen readers.
 * @param {HTMLElement} button
 * @param {string} text
 */
export function setLabel(button, text) {
  if (button.getAttribute('aria-label') === text) return;
  button.setAttribute('aria-label', text);
  button.title = text;
}

/**
 * Shows one's own picture.
 * @param {HTMLVideoElement} video
 * @param {MediaStreamTrack | null} track
 */
export function showTrack(video, track) {
  const shown = video.srcObject instanceof MediaStream ? video.srcObject.getTracks()[0] : null;
  if (shown !== track) video.srcObject = track && new MediaStream([track]);
}
