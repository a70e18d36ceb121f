// What people do in a room, and what goes wrong before they are in it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {before, test} from 'node:test';
import {openChromium, openFirefox} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, ownFolder, startServer} from './harness/processes.mjs';
import {waitUntil} from './harness/waiting.mjs';

// yescrypt of 'open sesame'.
const openSesame = '$y$j9T$abcdefghijklmnopqrstu.$096sumBiOM8jJX3oejGl8z0O30DGkFoabBYsxHK7xF3';

let server, chromium, firefox;
before(async () => {
  [server, chromium, firefox] = await Promise.all([startServer(), openChromium(), openFirefox()]);
});

test('signs of mute and camera, both ways', async () => {
  const terminal = await joinTerminal(server, 'signs', 'term');
  const ada = await Person.join(chromium, server, 'signs', 'Ada');
  const bob = await Person.join(firefox, server, 'signs', 'Bob');
  await Promise.all([ada, bob].map(person => person.signs('term', {muted: false, dark: false, bars: true})));
  terminal.say('/mute');
  terminal.say('/camera off');
  await Promise.all([ada, bob].map(person => person.signs('term', {muted: true, dark: true, bars: false})));
  await ada.click('.controls .microphone');
  await bob.click('.controls .camera');
  await Promise.all([
    bob.signs('Ada', {muted: true, dark: false}), ada.signs('Bob', {muted: false, dark: true}),
    terminal.media('Ada', {audio: false, video: true}), terminal.media('Bob', {audio: true, video: false}),
  ]);
  await bob.click('.controls .camera');
  terminal.say('/camera on');
  await Promise.all([ada.signs('Bob', {dark: false}), ada.framesAdvance('Bob'), ada.framesAdvance('term')]);
  await Promise.all([ada.close(), bob.close(), terminal.stop()]);
});

test('names and chat are shown as text, never as a part of the page', async () => {
  const attack = '<img src=x onerror="document.title=\'broken\'"><b>Eve</b>';
  const ada = await Person.join(chromium, server, 'attack', 'Ada');
  const terminal = await joinTerminal(server, 'attack', attack);
  const eve = await Person.join(firefox, server, 'attack', `${attack}2`);
  await ada.seeTile(attack);
  await ada.seeTile(`${attack}2`);
  terminal.say('<script>document.title="broken"</script>');
  await eve.say('"><svg onload=document.title="broken">');
  for (const person of [ada, eve]) await person.hearsSaying(attack, '<script>document.title="broken"</script>');
  await ada.hearsSaying(`${attack}2`, '"><svg onload=document.title="broken">');
  await ada.click('.people-button');
  await ada.read('.people', attack);
  for (const person of [ada, eve]) {
    assert.equal(await person.evaluate(() => document.querySelectorAll('#view img, #view b, #view script').length), 0);
    assert.doesNotMatch(await person.page.title(), /broken/);
    await person.assertClean();
  }
  await Promise.all([ada.close(), eve.close(), terminal.stop()]);
});

test('a link with an attack for a room name opens no room', async () => {
  const eve = await Person.open(chromium, `${server.url}/r/${encodeURIComponent('<img src=x onerror=alert(1)>')}`, 'Eve');
  await eve.submit();
  await eve.see('.lobby .problem');
  assert.equal(await eve.evaluate(() => document.querySelectorAll('#view img').length), 0);
  assert.deepEqual(await eve.evaluate(() => observed.violations), []);
  await eve.close();
});

test('a refused permission is told, and one can join without', async () => {
  const ada = await Person.open(chromium, `${server.url}/r/refused`, 'Ada', {allowed: []});
  const bob = await Person.join(chromium, server, 'refused', 'Bob');
  await ada.read('.lobby .problem', 'No permission');
  await ada.enter();
  await ada.receives('Bob');
  await bob.signs('Ada', {muted: true, dark: true});
  await Promise.all([ada.close(), bob.close()]);
});

test('a password is asked for until it is right', async () => {
  const folder = ownFolder('rooms');
  const rooms = path.join(folder, 'rooms');
  fs.writeFileSync(rooms, `[cave]\njoin=password\npassword-hash=${openSesame}\n`);
  const guarded = await startServer({options: ['--rooms', rooms]});
  const ali = await Person.open(chromium, `${guarded.url}/r/cave`, 'Ali');
  await ali.submit();
  for (const password of ['open barley', 'open sesame']) {
    await ali.see('dialog [name=password]');
    await ali.evaluate(text => {
      const input = document.querySelector('dialog [name=password]');
      input.value = text;
      input.form.requestSubmit();
    }, password);
    if (password === 'open barley') await waitUntil(() => ali.evaluate(() => document.querySelector('dialog [name=password]')?.value === ''), 'another try');
  }
  await ali.see('.room .tile');
  await ali.close();
  await guarded.stop();
});

test('a server that is not there is told', async () => {
  const gone = await startServer();
  const ada = await Person.open(chromium, `${gone.url}/r/gone`, 'Ada');
  await ada.settled();
  await gone.stop();
  await ada.submit();
  await ada.read('.lobby .problem', 'server cannot be reached');
  await ada.close();
});
