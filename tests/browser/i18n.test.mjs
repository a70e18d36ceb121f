// The texts of the page: each in every language, each used, each shown to those who read that language.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {before, test} from 'node:test';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {startServer} from './harness/processes.mjs';

const web = new URL('../../src/web/', import.meta.url);
const read = name => fs.readFileSync(new URL(name, web), 'utf8');
const languages = fs.readdirSync(new URL('i18n', web)).map(file => file.replace('.js', ''));
const texts = Object.fromEntries(await Promise.all(languages.map(async language =>
  [language, (await import(new URL(`i18n/${language}.js`, web))).default])));
const scripts = fs.readdirSync(new URL('ui', web)).map(file => read(`ui/${file}`)).join('\n');

test('every language has the same texts, with the same words to be put in', () => {
  assert.deepEqual(languages.sort(), ['en', 'zh-CN']);
  const placeholders = text => text.match(/\{\w+\}/g)?.sort() ?? [];
  for (const language of languages) {
    assert.equal(texts[language]['language.tag'], language);
    assert.deepEqual(Object.keys(texts[language]), Object.keys(texts.en));
    for (const [key, text] of Object.entries(texts[language])) {
      assert.notEqual(text.trim(), '', key);
      // A language without a plural need not say the number twice.
      assert.deepEqual(placeholders(text), placeholders(texts.en[key]), `${language}: ${key}`);
    }
  }
});

test('the page names texts that are there, and none is there for nothing', () => {
  const named = [...read('index.html').matchAll(/data-(?:text|label|hint)="([^"]+)"/g)].map(([, key]) => key);
  for (const key of named) assert.ok(key in texts.en, key);
  // Keys that are put together at run time: by the code of an error, the reason of leaving, the form for a number.
  const composed = [/^problem\.[\w-]+(\.advice)?$/, /^room\.(left|lost|kicked)$/, /\.(one|other)$/];
  const unused = Object.keys(texts.en).filter(key => !named.includes(key) && !scripts.includes(`'${key}'`) &&
    !composed.some(pattern => pattern.test(key)));
  assert.deepEqual(unused, []);
});

test('the markup itself has no texts but the name of the program and what stands in for scripts', () => {
  const markup = read('index.html').replace(/<!--.*?-->|<noscript>.*?<\/noscript>|<title>.*?<\/title>|<svg[^]*?<\/svg>/gs, '');
  const words = markup.replace(/<[^>]*>/g, ' ').split(/\s+/).filter(word => word !== '');
  assert.deepEqual([...new Set(words)], ['vchat']);
});

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), openChromium()]); });

for (const [wanted, language] of [['zh-CN,en', 'zh-CN'], ['zh-TW', 'zh-CN'], ['fr,zh', 'zh-CN'], ['en-GB,zh', 'en'], ['fr', 'en']]) {
  test(`who reads ${wanted} gets ${language}`, async () => {
    const person = await Person.open(browser, `${server.url}/`, 'Ada', {language: wanted});
    await person.read('.home button', texts[language]['home.continue']);
    assert.equal(await person.evaluate(() => document.documentElement.lang), language);
    await person.assertClean();
    await person.close();
  });
}
