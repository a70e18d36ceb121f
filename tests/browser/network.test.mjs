// The server is lost, and found again: calls go on meanwhile.
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, startServer} from './harness/processes.mjs';
import {Proxy} from './harness/proxy.mjs';
import {waitUntil} from './harness/waiting.mjs';

let chromium;
before(async () => { chromium = await openChromium(); });

const reconnecting = '.banners .problem';

/** Somebody behind a network that can be cut, and somebody with a good one, in a call. */
async function inCall(server, room) {
  const proxy = await Proxy.to(server);
  const ada = await Person.join(chromium, proxy, room, 'Ada');
  const bob = await Person.join(chromium, server, room, 'Bob');
  await Promise.all([ada.receives('Bob'), bob.receives('Ada')]);
  return {proxy, ada, bob};
}

/** How many peer connections the page has made so far. */
const connections = person => person.evaluate(() => observed.connections.length);

async function assertUntouched(...people) {
  for (const person of people) {
    assert.equal(await connections(person), 1, `${person.name} has made another connection`);
    assert.equal((await person.labels()).length, 2, `${person.name} does not see two tiles`);
  }
}

test('a lost connection is nobody\'s business', async () => {
  const server = await startServer();
  const {proxy, ada, bob} = await inCall(server, 'cut');
  proxy.cut();
  await ada.read(reconnecting, 'Reconnecting');
  await Promise.all([ada.receives('Bob'), bob.receives('Ada')]);
  // What happens meanwhile is told later.
  await bob.click('.controls .microphone');
  await ada.click('.controls .camera');
  proxy.mend();
  await ada.signs('Bob', {muted: true});
  await bob.signs('Ada', {dark: true});
  await ada.miss(`${reconnecting}:not(.calm)`);
  await assertUntouched(ada, bob);
  await Promise.all([ada.close(), bob.close()]);
});

test('a cable that is pulled is noticed', async () => {
  const server = await startServer();
  const {proxy, ada, bob} = await inCall(server, 'stall');
  proxy.stall();
  await ada.read(reconnecting, 'Reconnecting');
  await bob.click('.controls .microphone');
  await ada.signs('Bob', {muted: true});
  await assertUntouched(ada, bob);
  await Promise.all([ada.close(), bob.close()]);
});

test('a restart of the server is survived', async () => {
  const server = await startServer();
  const ada = await Person.join(chromium, server, 'restart', 'Ada');
  const bob = await Person.join(chromium, server, 'restart', 'Bob');
  const terminal = await joinTerminal(server, 'restart', 'term');
  await Promise.all([ada.receives('Bob'), ada.receives('term'), terminal.receives('Ada'), bob.receives('Ada')]);
  const again = await server.restart();
  const rooms = async () => (await (await fetch(`${again.url}/api/rooms`)).json()).rooms;
  await waitUntil(async () => (await rooms())[0]?.users === 3, 'everybody in the room again');
  await ada.click('.controls .microphone');
  await Promise.all([bob.signs('Ada', {muted: true}), terminal.media('Ada', {audio: false})]);
  await Promise.all([ada.framesAdvance('Bob'), ada.framesAdvance('term'), terminal.receives('Ada')]);
  for (const person of [ada, bob]) {
    assert.equal(await connections(person), 2);
    assert.equal((await person.labels()).length, 3);
  }
  assert.equal(terminal.events('user-left').length, 0);
  await Promise.all([ada.close(), bob.close(), terminal.stop(), again.stop()]);
});

test('who comes back too late joins anew', async () => {
  const server = await startServer({options: ['--resume-seconds', '1']});
  const {proxy, ada, bob} = await inCall(server, 'late');
  proxy.cut();
  await bob.missTile('Ada');
  proxy.mend();
  await Promise.all([ada.receives('Bob'), bob.receives('Ada')]);
  assert.equal((await ada.labels()).length, 2);
  assert.equal((await bob.labels()).length, 2);
  await Promise.all([ada.close(), bob.close()]);
});

test('who closes the tab is gone at once', async () => {
  const server = await startServer();
  const {ada, bob} = await inCall(server, 'tab');
  await ada.close();
  await bob.missTile('Ada', 5);
  await bob.close();
});
