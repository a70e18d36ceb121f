// Calls between browsers and terminals, in every order and codec.
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {openChromium, openFirefox} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, startServer} from './harness/processes.mjs';

let server, chromium, firefox;
before(async () => {
  [server, chromium, firefox] = await Promise.all([startServer(), openChromium(), openFirefox()]);
});

/** Everybody receives picture and sound of everybody else, in so many seconds each. */
async function allReceive(people, seconds = undefined) {
  await Promise.all(people.flatMap(receiver => people.filter(sender => sender !== receiver)
    .map(sender => receiver.receives(sender.name, seconds))));
}

const close = (...people) => Promise.all(people.map(person => person instanceof Person ? person.close() : person.stop()));

/** Chromium's fake camera: a green field. */
const isGreen = pixels => pixels.filter(([red, green, blue]) => green > 80 && red < 60 && blue < 60).length > pixels.length / 2;
/** The test picture of a terminal: bars of all colours, side by side. */
function hasBars(pixels) {
  const row = pixels.slice(3 * 16, 4 * 16).map(([red, green, blue]) => `${red > 128}${green > 128}${blue > 128}`);
  return new Set(row).size >= 6;
}

test('two of one browser', async () => {
  const ada = await Person.join(chromium, server, 'two', 'Ada');
  const bob = await Person.join(chromium, server, 'two', 'Bob');
  await allReceive([ada, bob]);
  await ada.looks('Bob', isGreen, 'the fake camera');
  await bob.looks('Ada', isGreen, 'the fake camera');
  await ada.say('hello');
  await bob.hearsSaying('Ada', 'hello');
  await bob.say('你好 👋');
  await ada.hearsSaying('Bob', '你好 👋');
  await Promise.all([ada.assertClean(), bob.assertClean()]);
  await close(ada, bob);
});

for (const first of ['chromium', 'firefox']) {
  test(`Chromium and Firefox, ${first} first`, async () => {
    const browsers = first === 'chromium' ? [chromium, firefox] : [firefox, chromium];
    const ada = await Person.join(browsers[0], server, first, 'Ada');
    const bob = await Person.join(browsers[1], server, first, 'Bob');
    await allReceive([ada, bob]);
    await ada.say('one');
    await bob.hearsSaying('Ada', 'one');
    await bob.say('two');
    await ada.hearsSaying('Bob', 'two');
    await Promise.all([ada.assertClean(), bob.assertClean()]);
    await close(ada, bob);
  });
}

for (const [name, codec, terminalFirst] of [
  ['chromium', 'VP8', true], ['chromium', 'VP8', false], ['chromium', 'H264', true], ['chromium', 'H264', false],
  ['firefox', 'VP8', true], ['firefox', 'VP8', false],
]) {
  test(`${name} and a terminal, ${codec}, ${terminalFirst ? 'terminal' : 'browser'} first`, async () => {
    const room = `${name}-${codec}-${terminalFirst}`;
    const enter = [
      () => joinTerminal(server, room, 'term', {options: ['--codec', codec.toLowerCase()]}),
      () => Person.join(name === 'chromium' ? chromium : firefox, server, room, 'Ada'),
    ];
    if (!terminalFirst) enter.reverse();
    const people = [];
    for (const each of enter) people.push(await each());
    const [terminal, ada] = terminalFirst ? people : people.reverse();
    await allReceive([ada, terminal]);
    await ada.looks('term', hasBars, 'the test picture');
    assert.match((await ada.inbound('term', 'video')).codec, new RegExp(codec, 'i'));
    await ada.say('hello');
    await terminal.hearsSaying('Ada', 'hello');
    await terminal.say('hello yourself');
    await ada.hearsSaying('term', 'hello yourself');
    await ada.assertClean();
    await close(ada, terminal);
  });
}

/** Runs in a page before its own code: its camera gives small pictures. */
function haveSmallCamera() {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = wanted => real(
    {...wanted, video: wanted.video && {...wanted.video, width: {ideal: 320}, height: {ideal: 180}}});
}

// Fourteen pictures are encoded and twenty decoded on the few processors of one machine: they are small ones.
test('three browsers and two terminals in one room', async () => {
  const people = [];
  const smallCamera = {prepare: page => page.evaluateOnNewDocument(`(${haveSmallCamera})()`)};
  const small = {options: ['--size', '320x180', '--framerate', '10']};
  people.push(await Person.join(chromium, server, 'five', 'Ada', smallCamera));
  people.push(await joinTerminal(server, 'five', 'term1', small));
  people.push(await Person.join(firefox, server, 'five', 'Bob', smallCamera));
  people.push(await joinTerminal(server, 'five', 'term2', small));
  people.push(await Person.join(chromium, server, 'five', 'Cyd', smallCamera));
  await allReceive(people, 200);
  await people[4].say('hello all');
  await Promise.all(people.slice(0, 4).map(person => person.hearsSaying('Cyd', 'hello all')));
  await close(...people);
});

test('without camera and microphone one is there, sees and hears, and may switch them on later', async () => {
  const terminal = await joinTerminal(server, 'quiet', 'term');
  const ada = await Person.join(chromium, server, 'quiet', 'Ada', {camera: false, microphone: false});
  const bob = await Person.join(firefox, server, 'quiet', 'Bob');
  await Promise.all([ada.receives('term'), ada.receives('Bob')]);
  await bob.signs('Ada', {muted: true, dark: true});
  await ada.click('.controls .microphone');
  await ada.click('.controls .camera');
  await bob.signs('Ada', {muted: false, dark: false});
  await Promise.all([bob.receives('Ada'), terminal.receives('Ada')]);
  await close(ada, terminal, bob);
});
