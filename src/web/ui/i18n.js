// Texts in the reader's language.
import en from '../i18n/en.js';

/** @typedef {keyof typeof en} Key */

/** @type {Record<string, () => Promise<{default: Record<Key, string>}>>} */
const others = {zh: () => import('../i18n/zh-CN.js')};

/** @type {Record<Key, string>} */
let texts = en;
let language = 'en';

/**
 * The first of the languages for which there are texts.
 * @param {readonly string[]} languages as navigator.languages
 */
export async function useLanguage(languages) {
  const wanted = languages.map(tag => tag.toLowerCase().split('-')[0]).find(tag => tag === 'en' || tag in others);
  if (wanted && wanted in others) {
    texts = (await others[wanted]()).default;
    language = texts['language.tag'];
  }
  document.documentElement.lang = language;
}

/**
 * A text. What stands in for `{word}` may come from anybody: it is isolated, so that it cannot turn the direction of the rest.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (all, word) => {
    const value = values[word];
    return typeof value === 'string' ? `\u2068${value}\u2069` : String(value ?? all);
  });
}

/**
 * A text for so many of something: `key.one` or `key.other`.
 * @param {'home.count' | 'chat.unread' | 'people.count'} key
 * @param {number} count
 */
export function counted(key, count) {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}`, {count});
}

/**
 * The time of day, as it is written where the reader lives.
 * @param {Date} date
 */
export function timeOfDay(date) {
  return date.toLocaleTimeString(language, {hour: 'numeric', minute: '2-digit'});
}

/**
 * Puts in the texts that data-text, data-label and data-hint name.
 * @param {ParentNode} root
 */
export function localise(root) {
  /** @type {[string, (element: HTMLElement | SVGElement, text: string) => void][]} */
  const places = [
    ['text', (element, text) => { element.textContent = text; }],
    ['label', (element, text) => {
      element.setAttribute('aria-label', text);
      if (element instanceof HTMLButtonElement) element.title = text;
    }],
    ['hint', (element, text) => { element.setAttribute('placeholder', text); }],
  ];
  for (const [name, put] of places) {
    for (const found of root.querySelectorAll(`[data-${name}]`)) {
      const element = /** @type {HTMLElement | SVGElement} */ (found);
      put(element, t(/** @type {Key} */ (element.dataset[name])));
    }
  }
}
