// A tab that is shared, seen in a terminal's window and in another browser.
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
