// What a person is told when something goes wrong, each told apart from the others; and what moderators do.
import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import {before, test} from 'node:test';
import en from '../../src/web/i18n/en.js';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, ownFolder, startServer} from './harness/processes.mjs';
import {waitUntil} from './harness/waiting.mjs';

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), openChromium()]); });

/** Lets the page's devices fail: `failures` has the name of the DOMException for 'audio', 'video' or both. */
const failing = failures => page => page.evaluateOnNewDocument(names => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = wanted => {
    const name = (wanted.video && names.video) || (wanted.audio && names.audio);
    return name ? Promise.reject(new DOMException('so the test wants it', name)) : open(wanted);
  };
}, failures);

const problem = (text, device) => text.replace('{device}', `\u2068${device}\u2069`);

for (const [what, failures, code, device] of [
  ['a camera that is not there', {video: 'NotFoundError'}, 'no-device', 'camera'],
  ['no device at all', {audio: 'NotFoundError', video: 'NotFoundError'}, 'no-device', 'camera and microphone'],
  ['a camera that another program has', {video: 'NotReadableError'}, 'device-busy', 'camera'],
  ['a microphone that is not allowed', {audio: 'NotAllowedError'}, 'permission-denied', 'microphone'],
]) {
  test(`${what} is told, and one can join all the same`, async () => {
    const ada = await Person.open(browser, `${server.url}/r/devices`, 'Ada', {prepare: failing(failures)});
    await ada.read('.problem strong', problem(en[`problem.${code}`], device));
    await ada.read('.problem p', en[`problem.${code}.advice`]);
    assert.equal((await ada.page.$$('.problem')).length, 1);
    await ada.enter();
    await ada.seeTile('You (\u2068Ada\u2069)');
    assert.equal(await ada.evaluate(() => document.querySelector('.banners .dismiss:not([hidden])')), null, 'what is known is not told again');
    await ada.click(`.controls .${failures.video ? 'camera' : 'microphone'}`);
    await ada.read('.banners .problem strong', problem(en[`problem.${code}`], failures.video ? 'camera' : 'microphone'));
    await ada.click('.banners .dismiss:not([hidden])');
    await waitUntil(() => ada.evaluate(() => document.querySelector('.banners .dismiss:not([hidden])') === null), 'no problem any more');
    await ada.close();
  });
}

test('a device that fails can be tried again', async () => {
  const ada = await Person.open(browser, `${server.url}/r/again`, 'Ada', {prepare: failing({video: 'NotReadableError'})});
  await ada.read('.problem strong', problem(en['problem.device-busy'], 'camera'));
  await ada.evaluate(() => { delete navigator.mediaDevices.getUserMedia; });
  await ada.click('.problem .action');
  await waitUntil(() => ada.evaluate(() => document.querySelector('.preview video').videoWidth > 0), 'a picture in the preview');
  assert.equal(await ada.evaluate(() => document.querySelector('.problem')), null);
  await ada.assertClean();
  await ada.close();
});

test('over plain http from another machine the page says why there are no devices', async t => {
  const address = Object.values(os.networkInterfaces()).flat().find(({family, internal}) => family === 'IPv4' && !internal)?.address;
  if (!address) return t.skip('this machine has no address besides loopback');
  const open = await startServer({options: ['--listen', `${address}:0`]});
  const {url} = await open.event('listening', event => event.url.includes(address));
  const ada = await Person.open(browser, `${url.replace(/\/$/, '')}/r/tea`, 'Ada', {allowed: []});
  await ada.read('.problem strong', en['problem.insecure-context']);
  await ada.read('.problem p', 'https');
  const bob = await joinTerminal(open, 'tea', 'Bob');
  await ada.enter();
  await ada.receives('Bob');
  await ada.say('I only watch');
  await bob.hearsSaying('Ada', 'I only watch');
  await ada.close();
  await open.stop();
});

test('a full room, a full server, an unknown room and too many tries are told apart', async () => {
  const rooms = `${ownFolder('rooms')}/rooms`;
  fs.writeFileSync(rooms, '[small]\nmax-users=1\n[large]\n');
  const strict = await startServer({options: ['--rooms', rooms, '--only-configured-rooms']});
  const inside = await Person.join(browser, strict, 'small', 'Ada');
  const refused = async (at, room, code) => {
    const person = await Person.open(browser, `${at.url}/r/${room}`, 'Bob');
    await person.submit();
    await person.read('.lobby .problem strong', en[`problem.${code}`]);
    await person.close();
  };
  await refused(strict, 'small', 'room-full');
  await refused(strict, 'nowhere', 'room-not-found');
  await inside.close();
  await strict.stop();
  const tired = await startServer({options: ['--max-joins-per-address', '1', '--max-rooms', '1']});
  const first = await Person.join(browser, tired, 'one', 'Ada');
  await refused(tired, 'one', 'rate-limited');
  await first.close();
  await tired.stop();
  const narrow = await startServer({options: ['--max-rooms', '1']});
  const only = await Person.join(browser, narrow, 'one', 'Ada');
  await refused(narrow, 'two', 'server-full');
  await only.close();
  await narrow.stop();
});

test('somebody who cannot be reached is said so, with what would help', async () => {
  const ada = await Person.join(browser, server, 'apart', 'Ada', {prepare: page => page.evaluateOnNewDocument(() => {
    // No network path: only a relay is allowed, and there is none.
    const {RTCPeerConnection} = window;
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(options) { super({...options, iceTransportPolicy: 'relay'}); }
    };
  })});
  const bob = await Person.join(browser, server, 'apart', 'Bob');
  await ada.seeTile('Bob');
  await waitUntil(() => ada.evaluate(() => document.querySelector('.tile-note')?.textContent.includes('TURN')), 'advice', 90);
  await Promise.all([ada.close(), bob.close()]);
});

/** A token as docs/protocol.md has it, signed with a secret (RFC 7519). */
function token(secret, claims) {
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({alg: 'HS256', typ: 'JWT'})}.${part({aud: 'vchat', exp: Math.floor(Date.now() / 1000) + 600, ...claims})}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

test('a moderator mutes and removes, by a link with a token', async () => {
  const secret = 'a secret of the test, which has 32 bytes and more';
  const keyFile = `${ownFolder('key')}/key`;
  fs.writeFileSync(keyFile, secret);
  const moderated = await startServer({options: ['--token-key', keyFile]});
  const invitation = token(secret, {room: 'class', name: 'Ada', moderator: true});
  const ada = await Person.open(browser, `${moderated.url}/r/class#token=${invitation}`, 'Ada');
  await ada.enter();
  const bob = await Person.join(browser, moderated, 'class', 'Bob');
  await ada.receives('Bob');
  await bob.click('.people-button');
  await bob.see('.person');
  assert.equal(await bob.evaluate(() => [...document.querySelectorAll('.person button')].some(each => each.checkVisibility())), false);
  await ada.click('.people-button');
  await bob.read('.person .role', en['people.moderator']);
  await ada.click('.person .mute:not([hidden])');
  await bob.read('.banners strong', 'has muted you');
  await ada.signs('Bob', {muted: true});
  await ada.click('.person .kick:not([hidden])');
  await ada.click('dialog .leave');
  await bob.read('.ended h1', en['ended.kicked']);
  assert.equal(await bob.evaluate(() => document.querySelector('#announcer').textContent.includes('left')), false);
  await ada.missTile('Bob');
  await ada.assertClean();
  await ada.close();
  await moderated.stop();
});
