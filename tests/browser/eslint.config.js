// For the page and its tests, run from the root of the project:
//   tests/browser/node_modules/.bin/eslint --config tests/browser/eslint.config.js src/web tests/browser
import js from '@eslint/js';
import globals from 'globals';

const rules = {
  'eqeqeq': 'error',
  'no-console': 'off',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-restricted-properties': ['error',
    ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map(property => ({property, message: 'Show what others wrote as text.'}))],
  'no-unused-vars': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'prefer-template': 'off',
};
// What a page has, but for what belongs to its document: the client library is for any page.
const dom = ['document', 'window', 'location', 'history', 'localStorage', 'sessionStorage', 'requestAnimationFrame'];

export default [
  {ignores: ['**/node_modules/']},
  js.configs.recommended,
  {rules},
  {files: ['src/web/**/*.js'], languageOptions: {globals: globals.browser}},
  {files: ['src/web/client/**/*.js'], rules: {'no-restricted-globals': ['error', ...dom]}},
  {files: ['tests/browser/**'], languageOptions: {globals: {...globals.node, ...globals.browser, observed: 'readonly'}}},
];
