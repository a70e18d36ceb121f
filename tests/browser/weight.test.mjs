// What the page costs to load, and from where it comes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {before, test} from 'node:test';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {startServer} from './harness/processes.mjs';

const budget = 100 * 1024;
const web = new URL('../../src/web/', import.meta.url);

test('the page asks for all of its modules at once', () => {
  const modules = ['client', 'ui'].flatMap(folder => fs.readdirSync(new URL(folder, web)).filter(file => file.endsWith('.js'))
    .map(file => `/${folder}/${file}`)).filter(path => path !== '/ui/main.js');
  const html = fs.readFileSync(new URL('index.html', web), 'utf8');
  const preloaded = [...html.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, path]) => path);
  assert.deepEqual(preloaded.sort(), [...modules, '/i18n/en.js'].sort());
});

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), openChromium()]); });

for (const language of ['en', 'zh-CN']) {
  test(`from an empty cache into a room in less than 100 KiB (${language})`, async t => {
    const requests = new Map();
    const person = await Person.open(browser, `${server.url}/r/tea`, 'Ada', {language, prepare: async page => {
      const network = await page.createCDPSession();
      await network.send('Network.enable');
      network.on('Network.requestWillBeSent', ({requestId, request}) => requests.set(requestId, {url: request.url, bytes: 0}));
      network.on('Network.webSocketCreated', ({requestId, url}) => requests.set(requestId, {url, bytes: 0}));
      network.on('Network.loadingFinished', ({requestId, encodedDataLength}) => {
        requests.get(requestId).bytes = encodedDataLength;
      });
    }});
    await person.enter();
    const all = [...requests.values()].filter(({url}) => !url.startsWith('data:'));
    const hosts = new Set(all.map(({url}) => new URL(url).host));
    assert.deepEqual([...hosts], [new URL(server.url).host]);
    const pages = all.filter(({url}) => url.startsWith('http'));
    const total = pages.reduce((sum, {bytes}) => sum + bytes, 0);
    t.diagnostic(`${pages.length} requests, ${(total / 1024).toFixed(1)} KiB`);
    assert.ok(pages.length > 10 && total > 10 * 1024, 'it was measured');
    assert.ok(total < budget, `${total} bytes`);
    await person.close();
  });
}
