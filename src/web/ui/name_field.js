// The field for one's name, which is remembered.
import {t} from './i18n.js';
import {recall, remember} from './storage.js';

export class NameField {
  #input;

  /** @param {HTMLInputElement} input */
  constructor(input) {
    this.#input = input;
    input.value = recall('name');
    input.oninput = () => input.setCustomValidity(input.value && !this.value ? t('field.bad_name') : '');
  }

  get value() { return this.#input.value.trim(); }

  remember() {
    remember('name', this.value);
  }
}
