// What went wrong, in words that say what a person can do.
import {ClientError} from '../client/errors.js';
import {element, find} from './dom.js';
import {t} from './i18n.js';

/** @typedef {import('./local_media.js').Device} Device */
/**
 * @typedef {{title: string, advice: string, calm?: boolean, action?: {text: string, run: () => void}, dismiss?: () => void}} Problem
 * `calm`: nothing is wrong
 */

/**
 * @param {Device[]} devices
 * @returns {string}
 */
function nameOf(devices) {
  if (devices.length > 1) return t('device.both');
  return t(devices[0].kind === 'camera' ? 'device.a_camera' : 'device.a_microphone');
}

/**
 * What the server or the network refused.
 * @param {unknown} error
 * @param {string} [device] what could not be opened, if it is that
 * @returns {Problem}
 */
export function describe(error, device = '') {
  const code = error instanceof ClientError && error.code !== 'peer-unreachable' && error.code !== 'kicked' ? error.code : 'unexpected';
  const seconds = error instanceof ClientError ? Math.ceil(error.retryAfter ?? 1) : 1;
  return {title: t(`problem.${code}`, {device}), advice: t(`problem.${code}.advice`, {seconds})};
}

/**
 * What is wrong with camera and microphone; one entry for both where it is the same.
 * @param {Device[]} devices
 * @returns {Problem[]}
 */
export function describeDevices(devices) {
  /** @type {Map<string, Device[]>} */
  const byCode = new Map();
  for (const device of devices) {
    const code = device.lost ? 'device-lost' : device.problem?.code;
    if (code && device.on && !device.opening) byCode.set(code, [...byCode.get(code) ?? [], device]);
  }
  return [...byCode].map(([code, affected]) => {
    const known = /** @type {'device-lost' | 'no-device'} */ (code);
    // Whoever goes on without does not want to be told any longer.
    const dismiss = () => { for (const device of affected) device.set(false); };
    const problem = {title: t(`problem.${known}`, {device: nameOf(affected)}), advice: t(`problem.${known}.advice`), dismiss};
    // No other try makes a plain http page a secure one.
    if (code === 'insecure-context' || code === 'unsupported') return problem;
    const run = async () => { for (const device of affected) await device.open(); };
    return {...problem, action: {text: t('dialog.retry'), run}};
  });
}

/**
 * @param {Problem} problem
 * @returns {HTMLElement}
 */
function problemElement({title, advice, calm = false, action, dismiss}) {
  const shown = element('problem');
  shown.classList.toggle('calm', calm);
  find(shown, 'strong', HTMLElement).textContent = title;
  find(shown, 'p', HTMLElement).textContent = advice;
  const button = find(shown, '.action', HTMLButtonElement);
  button.hidden = !action;
  button.textContent = action?.text ?? '';
  button.onclick = action?.run ?? null;
  const close = find(shown, '.dismiss', HTMLButtonElement);
  close.hidden = !dismiss;
  close.onclick = dismiss ?? null;
  return shown;
}

/**
 * Shows problems in a place, and leaves what is there alone if it says the same already: it is not to be read out twice.
 * @param {HTMLElement} place
 * @param {Problem[]} problems
 */
export function showProblems(place, problems) {
  const texts = problems.map(({title, advice}) => title + advice).join();
  if (place.dataset.shown === texts) return;
  place.dataset.shown = texts;
  place.replaceChildren(...problems.map(problemElement));
}
