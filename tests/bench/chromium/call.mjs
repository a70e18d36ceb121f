// A call between two Chromium browsers, each with a window on its own X display.
//   node call.mjs '{"url", "room", "texture", "bitrate", "chromium", "people": [{"name", "source", "display", ...}]}'
// The page comes from 127.0.0.1:port. The people join in their order, the second when the first is in the room; with
// "hold": true not before `join` on stdin. Prints JSON Lines. `stats` prints figures of both, and `end` ends the call.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import puppeteer from 'puppeteer-core';

const config = JSON.parse(process.argv[2]);
const here = path.dirname(fileURLToPath(import.meta.url));
const types = {'.html': 'text/html', '.js': 'text/javascript'};

const flags = [
  '--no-sandbox', '--no-first-run', '--disable-gpu', '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required', '--disable-background-networking', '--disable-component-update',
  '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows', '--disable-background-timer-throttling',
  '--disable-features=CalculateNativeWinOcclusion', '--window-position=0,0', '--window-size=1300,560',
];

function print(object) {
  process.stdout.write(JSON.stringify({time: Date.now(), ...object}) + '\n');
}

async function serve() {
  const server = http.createServer((request, response) => {
    const name = path.basename(request.url);
    const file = name === 'texture' ? config.texture : path.join(here, name || 'page.html');
    response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream');
    fs.createReadStream(file).on('error', () => response.writeHead(404).end()).pipe(response);
  });
  await new Promise(resolve => server.listen(config.port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/page.html`;
}

async function open(person, address) {
  const browser = await puppeteer.launch({
    executablePath: config.chromium, headless: false, args: flags, defaultViewport: null,
    env: {...process.env, ...person.env}, ignoreDefaultArgs: ['--enable-automation', '--mute-audio'],
  });
  const page = (await browser.pages())[0];
  const joined = new Promise(resolve => {
    person.told = event => { if (event.event === 'joined') resolve(); };
  });
  page.on('pageerror', error => print({event: 'error', name: person.name, message: String(error)}));
  await page.exposeFunction('report', text => {
    const event = JSON.parse(text);
    print(event);
    person.told(event);
  });
  await page.goto(address);
  await page.waitForFunction(() => window.join !== undefined);
  await page.evaluate(options => window.prepare(options), {...config, ...person});
  return {browser, page, joined};
}

async function joinAll() {
  for (const {page, joined} of browsers) {
    await page.evaluate(() => window.join());
    await joined;
  }
}

const address = await serve();
const browsers = [];
const input = createInterface({input: process.stdin});
try {
  for (const person of config.people) browsers.push(await open(person, address));
  print({event: 'ready'});
  if (!config.hold) await joinAll();
  for await (const line of input) {
    if (line === 'end') break;
    if (line === 'join') await joinAll();
    if (line === 'stats') for (const {page} of browsers) print({event: 'stats', ...await page.evaluate(() => window.inboundStats())});
  }
} catch (error) {
  print({event: 'error', message: String(error)});
} finally {
  for (const {browser} of browsers) await browser.close();
  process.exit(0);
}
