// What people need who do not see, do not use a mouse, or see little: axe-core's rules, and the keyboard.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {before, test} from 'node:test';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, ownFolder, startServer} from './harness/processes.mjs';
import {waitUntil} from './harness/waiting.mjs';

const axe = fs.readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), openChromium()]); });

/** Nothing that axe finds, in neither colours. */
async function assertAccessible(person, what) {
  for (const scheme of ['light', 'dark']) {
    await person.page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}, {name: 'prefers-reduced-motion', value: 'reduce'}]);
    if (!await person.evaluate(() => 'axe' in window)) await person.evaluate(axe);
    const violations = await person.evaluate(async () => (await window.axe.run(document)).violations
      .map(({id, nodes}) => `${id}: ${nodes.map(({html, failureSummary}) => `${html} ${failureSummary}`).join(' | ')}`));
    assert.deepEqual(violations, [], `${what}, ${scheme}`);
  }
}

const press = (person, key) => person.page.keyboard.press(key);
/** What has the focus: its name for a screen reader, or what it is. */
const focused = person => person.evaluate(() => document.activeElement?.getAttribute('aria-label') ??
  document.activeElement?.textContent?.trim() ?? '');

test('home', async () => {
  const bob = await joinTerminal(server, 'tea', 'Bob');
  const person = await Person.open(browser, `${server.url}/`, 'Ada');
  await person.read('.open-rooms', 'tea');
  await assertAccessible(person, 'home');
  await person.close();
  await bob.stop();
});

test('lobby, with and without what is wrong', async () => {
  const person = await Person.open(browser, `${server.url}/r/tea`, 'Ada');
  await person.settled();
  await assertAccessible(person, 'lobby');
  const other = await Person.open(browser, `${server.url}/r/tea`, 'Bob', {allowed: []});
  await other.see('.problems .problem');
  await assertAccessible(other, 'lobby with problems');
  await Promise.all([person.close(), other.close()]);
});

test('the question for a password', async () => {
  const rooms = `${ownFolder('rooms')}/rooms`;
  fs.writeFileSync(rooms, '[cave]\njoin=password\npassword-hash=$y$j9T$abcdefghijklmnopqrstu.$096sumBiOM8jJX3oejGl8z0O30DGkFoabBYsxHK7xF3\n');
  const guarded = await startServer({options: ['--rooms', rooms]});
  const ali = await Person.open(browser, `${guarded.url}/r/cave`, 'Ali');
  await ali.submit();
  await ali.see('dialog [name=password]');
  await assertAccessible(ali, 'password');
  await ali.page.keyboard.type('open barley');
  await press(ali, 'Enter');
  await ali.read('dialog .why', 'not right');
  await assertAccessible(ali, 'wrong password');
  await ali.page.keyboard.type('open sesame');
  await press(ali, 'Enter');
  await ali.see('.room .tile');
  const other = await Person.open(browser, `${guarded.url}/`, 'Bob');
  await other.see('.open-room .lock');
  await assertAccessible(other, 'home with a locked room');
  await Promise.all([ali.close(), other.close()]);
  await guarded.stop();
});

test('the call, its panels, its dialogs and its end', async () => {
  const ada = await Person.join(browser, server, 'call', 'Ada');
  const bob = await joinTerminal(server, 'call', 'Bob');
  await ada.receives('Bob');
  bob.write('/camera off');
  await ada.signs('Bob', {dark: true});
  await assertAccessible(ada, 'call');
  await ada.click('.controls .chat');
  await bob.say('hello');
  await ada.hearsSaying('Bob', 'hello');
  await assertAccessible(ada, 'chat');
  await ada.click('.people-button');
  await assertAccessible(ada, 'people');
  await ada.click('.invite-button');
  await assertAccessible(ada, 'invitation');
  await press(ada, 'Escape');
  await ada.click('.controls .more');
  await assertAccessible(ada, 'menu');
  await ada.click('.open-devices');
  await assertAccessible(ada, 'devices');
  await press(ada, 'Escape');
  await ada.page.focus('.controls .more');
  await press(ada, 'Enter');
  await press(ada, 'Tab');
  assert.match(await focused(ada), /Camera/);
  await ada.click('.open-shortcuts');
  await assertAccessible(ada, 'shortcuts');
  await press(ada, 'Escape');
  assert.equal(await focused(ada), 'More');
  await ada.leave();
  await ada.see('.ended');
  await assertAccessible(ada, 'end');
  await ada.assertClean();
  await ada.close();
  await bob.stop();
});

test('the keyboard alone is enough from the start into a call and out of it', async () => {
  const ada = await Person.open(browser, `${server.url}/`, 'Ada');
  await ada.see('.home');
  await ada.page.keyboard.type('Ada');
  await press(ada, 'Tab');
  await ada.page.keyboard.type('key board');
  await Promise.all([ada.page.waitForNavigation(), press(ada, 'Enter')]);
  await ada.settled();
  assert.equal(await ada.evaluate(() => location.pathname), '/r/key-board');
  assert.equal(await focused(ada), await ada.evaluate(() => document.querySelector('h1').textContent));
  // From the heading on, through everything, to the field for the name; Enter there joins.
  await waitUntil(async () => {
    await press(ada, 'Tab');
    return ada.evaluate(() => document.activeElement?.getAttribute('name') === 'name');
  }, 'the field for the name');
  assert.equal(await ada.evaluate(() => document.activeElement.value), 'Ada');
  await press(ada, 'Enter');
  await ada.see('.room');
  await waitUntil(async () => {
    await press(ada, 'Tab');
    return await focused(ada) === 'Leave';
  }, 'the focus on the button to leave');
  await press(ada, 'Enter');
  await ada.see('.ended');
  await ada.assertClean();
  await ada.close();
});

test('single keys work in a call, but not while typing, and can be switched off', async () => {
  const ada = await Person.join(browser, server, 'keys', 'Ada');
  const label = name => ada.evaluate(which => document.querySelector(`.controls .${which}`).getAttribute('aria-label'), name);
  const labelled = (name, text) => waitUntil(async () => await label(name) === text, `${name}: ${text}`);
  await labelled('microphone', 'Mute microphone');
  await press(ada, 'm');
  await labelled('microphone', 'Unmute microphone');
  await press(ada, 'm');
  await labelled('microphone', 'Mute microphone');
  await press(ada, 'v');
  await labelled('camera', 'Switch camera on');
  await press(ada, 'v');
  await labelled('camera', 'Switch camera off');
  await press(ada, 'p');
  await ada.see('.people-panel');
  await press(ada, 'c');
  await ada.see('.chat-panel');
  await ada.page.keyboard.type('my v');
  assert.equal(await ada.evaluate(() => document.activeElement.value), 'my v');
  assert.equal(await label('microphone'), 'Mute microphone');
  await press(ada, 'Escape');
  assert.equal(await focused(ada), 'Chat');
  assert.equal(await ada.evaluate(() => document.querySelector('.chat-panel').checkVisibility()), false);
  await press(ada, 'i');
  await ada.see('dialog .invitation, dialog .link');
  await press(ada, 'Escape');
  await press(ada, '?');
  await ada.see('dialog .shortcuts');
  await ada.click('dialog [type=checkbox]');
  await press(ada, 'Escape');
  await waitUntil(() => ada.evaluate(() => document.querySelector('dialog') === null), 'the dialog to be gone');
  await press(ada, 'm');
  await press(ada, '?');
  assert.equal(await ada.evaluate(() => document.querySelector('dialog')), null);
  assert.equal(await label('microphone'), 'Mute microphone');
  await ada.assertClean();
  await ada.close();
});

test('a screen reader is told who comes, what is written, and who goes', async () => {
  const ada = await Person.join(browser, server, 'told', 'Ada');
  const told = text => ada.read('#announcer', text);
  const bob = await joinTerminal(server, 'told', 'Bob');
  await told('Bob\u2069 joined');
  await ada.receives('Bob');
  await bob.say('good morning');
  await told('good morning');
  await waitUntil(() => ada.evaluate(() => document.querySelector('.controls .chat').getAttribute('aria-label').includes('1 unread')), 'an unread message');
  await bob.stop();
  await told('Bob\u2069 left');
  await ada.close();
});

test('who wants no motion sees none', async () => {
  const person = await Person.open(browser, `${server.url}/`, 'Ada');
  await person.page.emulateMediaFeatures([{name: 'prefers-reduced-motion', value: 'reduce'}]);
  await person.see('.home');
  const moving = await person.evaluate(() => [...document.querySelectorAll('*')].filter(each => {
    const {transitionDuration, animationDuration} = getComputedStyle(each);
    return transitionDuration !== '0s' || animationDuration !== '0s';
  }).length);
  assert.equal(moving, 0);
  await person.close();
});
