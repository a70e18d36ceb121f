// The chat beside the call.
import {announce} from './announce.js';
import {element, find, fragment} from './dom.js';
import {t, timeOfDay} from './i18n.js';

const nearEnd = 40;  // px: who has scrolled further up is reading, and is left there

export class Chat {
  #panel;
  #send;
  #changed;
  #unread = 0;

  /**
   * @param {HTMLElement} panel
   * @param {(text: string) => void} send
   * @param {() => void} changed the number of unread messages is another one
   */
  constructor(panel, send, changed) {
    this.#panel = panel;
    this.#send = send;
    this.#changed = changed;
    panel.append(fragment('chat'));
    const form = find(panel, 'form', HTMLFormElement);
    form.onsubmit = event => {
      event.preventDefault();
      this.#submit();
    };
    this.#input.onkeydown = event => {
      // While an input method composes, Enter is its own.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    };
  }

  get unread() { return this.#unread; }

  get #input() { return find(this.#panel, 'textarea', HTMLTextAreaElement); }

  /** The panel is shown now. */
  opened() {
    this.#unread = 0;
    this.#changed();
    this.#scroll();
    this.#input.focus();
  }

  /**
   * What somebody else wrote.
   * @param {string} name
   * @param {string} text
   */
  receive(name, text) {
    announce(t('chat.from', {name, text}));
    this.#add(name, text);
    if (!this.#panel.hidden) return;
    this.#unread += 1;
    this.#changed();
  }

  #submit() {
    const text = this.#input.value.trim();
    if (!text) return;
    this.#send(text);
    this.#input.value = '';
    this.#add(t('chat.you'), text);
    this.#scroll();
  }

  /** @param {string} name @param {string} text */
  #add(name, text) {
    const message = element('message');
    const now = new Date();
    find(message, '.name', HTMLElement).textContent = name;
    const time = find(message, 'time', HTMLTimeElement);
    time.dateTime = now.toISOString();
    time.textContent = timeOfDay(now);
    find(message, '.text', HTMLElement).textContent = text;
    const list = find(this.#panel, '.messages', HTMLElement);
    const follow = list.scrollHeight - list.scrollTop - list.clientHeight < nearEnd;
    find(list, '.none', HTMLElement).hidden = true;
    list.append(message);
    if (follow) this.#scroll();
  }

  #scroll() {
    const list = find(this.#panel, '.messages', HTMLElement);
    list.scrollTop = list.scrollHeight;
  }
}
