// Where things are: the arithmetic of the tiles, and what a person really sees on a phone and on a desk.
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {arrange} from '../../src/web/ui/arrange.js';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, startServer} from './harness/processes.mjs';
import {waitUntil} from './harness/waiting.mjs';

const sizes = {'phone upright': [390, 844], 'phone across': [844, 390], desk: [1440, 900], 'wide screen': [2560, 1080]};
const slack = 0.01;

const inside = ({x, y, width, height}, [wide, high]) =>
  x >= -slack && y >= -slack && x + width <= wide + slack && y + height <= high + slack;
const apart = (a, b) => a.x + a.width <= b.x + slack || b.x + b.width <= a.x + slack ||
  a.y + a.height <= b.y + slack || b.y + b.height <= a.y + slack;
const area = ({width, height}) => width * height;

function assertSound(tiles, size) {
  tiles.forEach((tile, index) => {
    assert.ok(tile.width > 0 && tile.height > 0 && inside(tile, size), JSON.stringify(tile));
    for (const other of tiles.slice(index + 1)) assert.ok(apart(tile, other), JSON.stringify([tile, other]));
  });
}

for (const [name, size] of Object.entries(sizes)) {
  for (let count = 1; count <= 16; count += 1) {
    test(`${count} tiles on a ${name} are alike, apart, and fill it well`, () => {
      const tiles = arrange(count, ...size);
      assert.equal(tiles.length, count);
      assertSound(tiles, size);
      const [{width, height}] = tiles;
      for (const tile of tiles) assert.ok(tile.width === width && tile.height === height);
      assert.ok(width / height <= 16 / 9 + slack && width / height >= 3 / 4 - slack);
      const share = tiles.reduce((sum, tile) => sum + area(tile), 0) / (size[0] * size[1]);
      assert.ok(share > 0.45, `${Math.round(100 * share)} %`);
    });

    test(`one of ${count} tiles large on a ${name}`, () => {
      for (const pinned of [0, count - 1]) {
        const tiles = arrange(count, ...size, pinned);
        assertSound(tiles, size);
        assert.ok(area(tiles[pinned]) >= 0.5 * size[0] * size[1], 'the large one has half of the space');
        tiles.forEach((tile, index) => assert.ok(index === pinned || area(tile) < area(tiles[pinned])));
      }
    });
  }
}

test('there is nothing to arrange in no space', () => {
  assert.deepEqual(arrange(0, 100, 100), []);
  assert.deepEqual(arrange(3, 0, 100), []);
});

test('a pin that is nowhere pins nothing', () => {
  assert.deepEqual(arrange(3, 400, 300, 7), arrange(3, 400, 300));
});

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), openChromium()]); });

/** Boxes of what is shown, by what they are. */
const boxes = (person, selector) => person.evaluate(wanted => [...document.querySelectorAll(wanted)]
  .filter(each => each.checkVisibility({visibilityProperty: true})).map(each => {
    const {x, y, width, height} = each.getBoundingClientRect();
    return {what: each.className || each.tagName, x, y, width, height};
  }), selector);

/** Nothing sticks out sideways, and what is pressed is large enough for a finger. */
async function assertUsable(person, [wide]) {
  const overflow = await person.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0);
  const call = await person.evaluate(() => document.querySelector('.room') !== null);
  if (call) assert.equal(await person.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight), 0);
  for (const box of await boxes(person, 'button, a, input:not([type=checkbox]), select, textarea')) {
    assert.ok(box.x >= 0 && box.x + box.width <= wide + slack, `${JSON.stringify(box)} sticks out`);
    assert.ok(box.width >= 44 - slack && box.height >= 44 - slack, `${JSON.stringify(box)} is small`);
  }
}

/** Waits until the tiles of the page are apart and in the window: they move there. */
async function assertTiles(person, count, size) {
  await waitUntil(async () => {
    const tiles = await boxes(person, '.tile');
    return tiles.length === count && tiles.every((tile, index) => inside(tile, size) &&
      tiles.slice(index + 1).every(other => apart(tile, other)));
  }, `${count} tiles side by side`);
  const controls = await boxes(person, '.controls button');
  assert.ok(controls.length >= 5 && controls.every(box => inside(box, size)));
  for (const tile of await boxes(person, '.tile')) for (const box of controls) assert.ok(apart(tile, box), 'a control lies over a tile');
}

test('home and lobby can be used on each screen', async () => {
  for (const path of ['/', '/r/tea']) {
    const person = await Person.open(browser, server.url + path, 'Ada');
    await person.see('.start');
    for (const size of Object.values(sizes)) {
      await person.page.setViewport({width: size[0], height: size[1]});
      await assertUsable(person, size);
    }
    await person.close();
  }
});

test('the call can be used on each screen, with and without chat', async () => {
  const ada = await Person.join(browser, server, 'grid', 'Ada');
  const others = [];
  for (const name of ['Bob', 'Cyd']) {
    others.push(await joinTerminal(server, 'grid', name, {options: ['--size', '160x120', '--framerate', '5']}));
    await ada.seeTile(name);
  }
  for (const size of Object.values(sizes)) {
    await ada.page.setViewport({width: size[0], height: size[1]});
    await assertTiles(ada, 3, size);
    await assertUsable(ada, size);
    await ada.click('.controls .chat');
    await ada.see('.chat-panel textarea');
    await assertUsable(ada, size);
    await waitUntil(async () => {
      const [panel] = await boxes(ada, '.chat-panel');
      return (await boxes(ada, '.tile, .controls button')).every(box => apart(panel, box));
    }, 'the chat beside everything else');
    await ada.click('.controls .chat');
  }
  await ada.assertClean();
  await Promise.all(others.map(each => each.stop()));
  await ada.missTile('Bob');
  await ada.missTile('Cyd');
  await ada.close();
});

test('a tile that is pinned is the largest until it is let go', async () => {
  const ada = await Person.join(browser, server, 'pin', 'Ada');
  const bob = await joinTerminal(server, 'pin', 'Bob', {options: ['--size', '160x120', '--framerate', '5']});
  await ada.seeTile('Bob');
  const widths = async () => (await boxes(ada, '.tile')).map(({width}) => width);
  const alike = () => waitUntil(async () => new Set(await widths()).size === 1, 'tiles of one size');
  await alike();
  await ada.click('.tile .pin');
  await waitUntil(async () => {
    const [first, second] = await widths();
    return first > 2 * second;
  }, 'the first tile large');
  assert.equal(await ada.evaluate(() => document.querySelector('.tile .pin').getAttribute('aria-pressed')), 'true');
  await ada.page.keyboard.press('Escape');
  await alike();
  await bob.stop();
  await ada.close();
});
