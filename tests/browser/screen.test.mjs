// Screens that are shared: a tab, seen in a terminal's window and in another browser, and a terminal's, seen in a browser.
import {test} from 'node:test';
import {openChromium, openFirefox} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, startScreen, startServer} from './harness/processes.mjs';
import {waitUntil} from './harness/waiting.mjs';

const title = 'to-be-shared';
// The page isolates names, so that they cannot turn the direction of the text around them.
const tile = 'Screen of \u2068Ada\u2069';
const colour = [200, 0, 100];
const near = pixel => pixel.every((value, index) => Math.abs(value - colour[index]) < 40);

// Where the text of `write` is, from the upper left corner.
const text = [300, 110];

/** Correlation of two pictures, as numbers: 1 where they are the same, near 0 where not alike. */
function likeness(...pictures) {
  const [first, second] = pictures.map(picture => {
    const mean = picture.reduce((sum, value) => sum + value, 0) / picture.length;
    return picture.map(value => value - mean);
  });
  const product = (left, right) => left.reduce((sum, value, at) => sum + value * right[at], 0);
  return product(first, second) / Math.sqrt(product(first, first) * product(second, second));
}

test('a shared screen is a tile of its own, in terminals and browsers, for those who come later too', async () => {
  const server = await startServer();
  const [desk, wall] = await Promise.all([startScreen(), startScreen()]);
  const [chromium, firefox] = await Promise.all([
    openChromium({screen: desk, flags: [`--auto-select-tab-capture-source-by-title=${title}`]}), openFirefox(),
  ]);
  const shared = await chromium.newPage();
  await shared.setContent(`<title>${title}</title><body style="background: rgb(${colour})"><h1>Shared</h1>`);
  const terminal = await joinTerminal(server, 'screen', 'term', {display: 'auto', env: wall.env});
  const ada = await Person.join(chromium, server, 'screen', 'Ada');
  await ada.page.bringToFront();
  await Promise.all([ada.receives('term'), terminal.receives('Ada')]);

  await ada.click('.controls .screen');
  await terminal.media('Ada', {screen: true});
  await waitUntil(async () => await wall.share(colour) > 0.1, 'the shared tab in the window of the terminal');
  const bob = await Person.join(firefox, server, 'screen', 'Bob');
  await bob.framesAdvance(tile, 1);
  await bob.looks(tile, pixels => pixels.filter(near).length > pixels.length / 2, 'the shared tab');
  await bob.see('.tile.is-screen.is-pinned');
  await Promise.all([bob.receives('Ada'), bob.receives('term'), terminal.receives('Bob')]);

  await ada.click('.controls .screen');
  await bob.missTile(tile);
  await waitUntil(async () => await wall.share(colour) < 0.01, 'no shared tab in the window of the terminal');
  await terminal.media('Ada', {screen: false});

  // What ends by itself, as with the browser's own button, is heeded.
  await ada.click('.controls .screen');
  await bob.seeTile(tile);
  await shared.close();
  await bob.missTile(tile);
  await Promise.all([ada.receives('Bob'), bob.receives('Ada')]);
  await ada.assertClean();
  await Promise.all([ada.close(), bob.close(), terminal.stop()]);
});

test("a terminal's screen is a large tile in a browser, also beside the browser's own", async () => {
  const server = await startServer();
  const [desk, own] = await Promise.all([startScreen(), startScreen()]);
  desk.write(colour, 'The quick brown fox jumps over the lazy dog.');
  await waitUntil(async () => await desk.share(colour) > 0.5, 'the xterm on the screen');
  const chromium = await openChromium({screen: own, flags: [`--auto-select-tab-capture-source-by-title=${title}`]});
  const shared = await chromium.newPage();
  await shared.setContent(`<title>${title}</title><body style="background: green">`);
  const terminal = await joinTerminal(server, 'desk', 'term', {env: desk.env, options: ['--screen']});
  const ada = await Person.join(chromium, server, 'desk', 'Ada');
  await ada.page.bringToFront();
  const theirs = 'Screen of \u2068term\u2069';
  await ada.seeTile(theirs);
  const written = async () => [...await desk.pixels(text)];
  const reads = async () => likeness((await ada.pixels(theirs, [1280, 720], text)).flat(), await written()) > 0.8;
  await waitUntil(reads, "the text of the terminal's screen");
  await ada.see('.tile.is-screen.is-pinned');

  await ada.click('.controls .screen');
  await terminal.media('Ada', {screen: true});
  // What is written over it takes its place.
  const before = await written();
  desk.write([0, 0, 0], '0123456789 AND OTHER ANIMALS LOOK ON');
  await waitUntil(async () => likeness(await written(), before) < 0.5, 'another text on the screen');
  await waitUntil(reads, 'that text');
  terminal.say('/screen off');
  await ada.missTile(theirs);
  await Promise.all([ada.receives('term'), terminal.receives('Ada')]);
  await ada.assertClean();
  await Promise.all([ada.close(), terminal.stop()]);
});
