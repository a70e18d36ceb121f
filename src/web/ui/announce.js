// What a screen reader says when it has finished what it is saying.
import {find} from './dom.js';

const keep = 3000;  // ms: long enough to be picked up, gone before somebody reads the page line by line

/** @param {string} text */
export function announce(text) {
  const line = document.createElement('p');
  line.textContent = text;
  find(document, '#announcer', HTMLElement).append(line);
  setTimeout(() => line.remove(), keep);
}
