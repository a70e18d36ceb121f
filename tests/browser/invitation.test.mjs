// How others are invited: the link, the command for a terminal, and the code for a phone.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import fs from 'node:fs';
import {before, test} from 'node:test';
import {promisify} from 'node:util';
import {encodeQr} from '../../src/web/ui/qr_code.js';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {ownFolder, startServer} from './harness/processes.mjs';
import {missing, waitUntil} from './harness/waiting.mjs';

const run = promisify(execFile);

/** What a reader makes of a picture. */
async function readCode(picture) {
  const {stdout} = await run('zbarimg', ['--quiet', '--raw', picture]).catch(error =>
    error.code === 'ENOENT' ? missing('zbarimg is not installed') : Promise.reject(error));
  return stdout.replace(/\n$/, '');
}

/** Modules as a picture, with the border that belongs around them. */
function draw(rows, path) {
  const scale = 4;
  const border = 4;
  const size = (rows.length + 2 * border) * scale;
  const pixels = Buffer.alloc(size * size, 255);
  rows.forEach((row, y) => row.forEach((dark, x) => {
    if (!dark) return;
    for (let line = 0; line < scale; line += 1) {
      const from = ((y + border) * scale + line) * size + (x + border) * scale;
      pixels.fill(0, from, from + scale);
    }
  }));
  fs.writeFileSync(path, Buffer.concat([Buffer.from(`P5 ${size} ${size} 255\n`), pixels]));
}

const letters = 'https://example.org/r/0123456789-abcdefghij_';
/** As many bytes as each version from 1 to 24 holds at most (ISO/IEC 18004, table 7, level M). */
const capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911];

test('a reader reads codes of every version', async () => {
  const path = `${ownFolder('codes')}/code.pgm`;
  for (const [index, bytes] of capacities.entries()) {
    const text = letters.repeat(30).slice(0, bytes);
    const rows = encodeQr(text);
    assert.equal(rows.length, 17 + 4 * (index + 1), `${bytes} bytes`);
    draw(rows, path);
    assert.equal(await readCode(path), text);
  }
  assert.throws(() => encodeQr('x'.repeat(912)), RangeError);
});

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), openChromium()]); });

test('lobby and call show the link, its code, and the command that a terminal takes', async () => {
  const ada = await Person.open(browser, `${server.url}/r/%E4%BC%9A%E8%AE%AE`, 'Ada', {allowed: ['camera', 'microphone', 'clipboard-sanitized-write', 'clipboard-read']});
  const link = `${server.url}/r/%E4%BC%9A%E8%AE%AE`;
  const assertInvites = async place => {
    await ada.see(`${place} .qr svg`);
    assert.equal(await ada.evaluate(where => document.querySelector(`${where} .link`).textContent, place), link);
    assert.equal(await ada.evaluate(where => document.querySelector(`${where} .command`).textContent, place), `vchat join ${link}`);
    const picture = `${ownFolder('code')}/code.png`;
    await (await ada.page.$(`${place} .qr svg`)).screenshot({path: picture});
    assert.equal(await readCode(picture), link);
  };
  await ada.settled();
  await assertInvites('.invite');
  await ada.page.bringToFront();
  await ada.click('.copy-command');
  await ada.read('.copy-command', 'Copied');
  assert.equal(await ada.evaluate(() => navigator.clipboard.readText()), `vchat join ${link}`);
  await ada.enter();
  await ada.click('.invite-button');
  await assertInvites('dialog');
  await ada.assertClean();
  await ada.close();
});

test('where there is no clipboard the text is selected', async () => {
  const ada = await Person.open(browser, `${server.url}/r/tea`, 'Ada', {prepare: page => page.evaluateOnNewDocument(() => {
    Object.defineProperty(navigator, 'clipboard', {value: undefined});
  })});
  await ada.click('.copy-link');
  await waitUntil(() => ada.evaluate(() => getSelection().toString() === document.querySelector('.link').textContent), 'the link selected');
  await ada.close();
});

test('the token of an invitation stays out of what is shown and sent', async () => {
  const requests = [];
  const ada = await Person.open(browser, `${server.url}/r/tea#token=secret-token`, 'Ada', {prepare: page => {
    page.on('request', request => requests.push(request.url()));
  }});
  await ada.see('.invite');
  assert.equal(await ada.evaluate(() => document.body.textContent.includes('secret-token')), false);
  // What Chromium calls the address of the page has the part behind the #; on the wire it has not (RFC 9110, section 4.2.4).
  assert.deepEqual(requests.slice(1).filter(url => url.includes('secret')), []);
  await ada.close();
});
