// Where the sound of the call is played.
import {recall, remember} from './storage.js';

/** Whether the browser lets a page choose. */
export const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

let chosen = recall('speaker');

export function speakerId() {
  return chosen;
}

/**
 * Lets an element play where the person wants it.
 * @param {HTMLMediaElement} element
 */
export async function playOnSpeaker(element) {
  if (!canChooseSpeaker || element.sinkId === chosen) return;
  try {
    await element.setSinkId(chosen);
  } catch {
    // The speaker of last time has gone: the browser's own choice plays.
  }
}

/** @param {string} id */
export async function chooseSpeaker(id) {
  chosen = id;
  remember('speaker', id);
  await Promise.all([...document.querySelectorAll('video')].map(playOnSpeaker));
}
