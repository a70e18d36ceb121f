// Somebody at the web page: does what a person does there, and looks at what it shows.
import assert from 'node:assert/strict';
import {waitUntil} from './waiting.mjs';

/** Runs in the page before its own code: keeps what a test wants to look at. */
function observe() {
  const connections = [];
  const violations = [];
  Object.assign(window, {observed: {connections, violations}});
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      connections.push(this);
    }
  };
  addEventListener('securitypolicyviolation', event => violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
}

/** The tile with that label, in the page. */
function findTile(label) {
  return [...document.querySelectorAll('.tile')].find(tile => tile.querySelector('.name').textContent === label);
}

export class Person {
  problems = [];

  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  /** Opens a tab of `browser` at `url`; `allowed`: what its pages may use, in Chromium; `prepare` is given the tab before that. */
  static async open(browser, url, name, {allowed = ['camera', 'microphone'], language = 'en', prepare} = {}) {
    const context = await browser.createBrowserContext();
    const isChromium = (await browser.version()).includes('Chrom');
    if (isChromium) await context.overridePermissions(new URL(url).origin, allowed);
    const page = await context.newPage();
    const person = new Person(page, name);
    page.on('pageerror', error => person.problems.push(String(error)));
    page.on('console', message => {
      if (message.type() === 'error') person.problems.push(message.text());
    });
    await page.evaluateOnNewDocument(`(${observe})()`);
    if (isChromium) {
      const session = await page.createCDPSession();
      await session.send('Emulation.setUserAgentOverride', {userAgent: await browser.userAgent(), acceptLanguage: language});
    }
    await prepare?.(page);
    await page.goto(url);
    return person;
  }

  /** Opens the link of a room and goes through its lobby. */
  static async join(browser, server, room, name, options = {}) {
    const person = await Person.open(browser, `${server.url}/r/${encodeURIComponent(room)}`, name, options);
    await person.enter(options);
    return person;
  }

  /** From the lobby into the room. */
  async enter({microphone = true, camera = true} = {}) {
    await this.submit({microphone, camera});
    await this.see('.room .tile');
  }

  /** Gives the name and presses the button, whatever comes of it. */
  async submit({microphone = true, camera = true} = {}) {
    await this.see('.lobby [name=name]');
    await this.settled('.lobby');
    if (!microphone) await this.click('.preview-controls .microphone');
    if (!camera) await this.click('.preview-controls .camera');
    await this.evaluate(name => {
      const input = document.querySelector('.lobby [name=name]');
      input.value = name;
      input.dispatchEvent(new Event('input', {bubbles: true}));
    }, this.name);
    await this.click('.lobby .join');
  }

  /** Waits until camera and microphone have been opened, or refused. */
  settled() {
    return waitUntil(() => this.evaluate(() => document.querySelector('.lobby video').srcObject !== null ||
      document.querySelector('.lobby .problems').childElementCount > 0), 'a preview or a problem');
  }

  evaluate(task, ...args) { return this.page.evaluate(task, ...args); }

  /** Waits until something matches `selector` and is shown. */
  see(selector) {
    return waitUntil(() => this.evaluate(wanted => document.querySelector(wanted)?.checkVisibility() ?? false, selector),
      `${selector} at ${this.name}`);
  }

  /** Waits until nothing that matches `selector` is shown. */
  miss(selector) {
    return waitUntil(() => this.evaluate(wanted => ![...document.querySelectorAll(wanted)].some(each => each.checkVisibility()),
      selector), `no ${selector} at ${this.name}`);
  }

  /** Waits until `selector` has a text in which `wanted` is. */
  read(selector, wanted) {
    return waitUntil(() => this.evaluate((place, text) => [...document.querySelectorAll(place)]
      .some(each => each.checkVisibility() && each.textContent.includes(text)), selector, wanted),
    `"${wanted}" in ${selector} at ${this.name}`);
  }

  async click(selector) {
    await this.see(selector);
    await this.evaluate(wanted => document.querySelector(wanted).click(), selector);
  }

  /** Waits until a tile has that label. */
  seeTile(label) {
    return waitUntil(() => this.evaluate(`Boolean((${findTile})(${JSON.stringify(label)}))`), `a tile of ${label} at ${this.name}`);
  }

  /** Waits until no tile has that label any more. */
  missTile(label, seconds) {
    return waitUntil(() => this.evaluate(`!(${findTile})(${JSON.stringify(label)})`), `no tile of ${label} at ${this.name}`, seconds);
  }

  labels() {
    return this.evaluate(() => [...document.querySelectorAll('.tile .name')].map(({textContent}) => textContent));
  }

  /** Waits until the tile shows these signs: {muted, dark}. */
  signs(label, wanted) {
    return waitUntil(() => this.evaluate(`(() => {
      const tile = (${findTile})(${JSON.stringify(label)});
      const shown = name => !tile.querySelector('.' + name).hasAttribute('hidden');
      return tile && Object.entries(${JSON.stringify(wanted)}).every(([name, value]) => shown(name) === value);
    })()`), `the signs ${JSON.stringify(wanted)} of ${label} at ${this.name}`);
  }

  /** Waits until more frames of that person have been decoded than now. Firefox without a window shows none, so it counts none as shown. */
  async framesAdvance(label, count = 10, seconds = undefined) {
    await this.seeTile(label);
    const frames = async () => (await this.inbound(label, 'video'))?.frames ?? 0;
    const before = await frames();
    await waitUntil(async () => await frames() >= before + count, `${count} more frames of ${label} at ${this.name}`, seconds);
  }

  /** The pixels of a tile's picture that is drawn at that size, as [red, green, blue], row by row, or of its upper left part. */
  pixels(label, [width, height] = [16, 9], [columns, rows] = [width, height]) {
    return this.evaluate(`(() => {
      const video = (${findTile})(${JSON.stringify(label)}).querySelector('video');
      const canvas = new OffscreenCanvas(${width}, ${height});
      const context = canvas.getContext('2d');
      context.drawImage(video, 0, 0, ${width}, ${height});
      const {data} = context.getImageData(0, 0, ${columns}, ${rows});
      return Array.from({length: ${columns * rows}}, (_, at) => [...data.slice(4 * at, 4 * at + 3)]);
    })()`);
  }

  /** Waits until the pixels of a tile look as `right` says. */
  looks(label, right, what) {
    return waitUntil(async () => right(await this.pixels(label)), `${what} in the tile of ${label} at ${this.name}`);
  }

  /** The figures of what comes from that tile's person: the inbound RTP stream of `kind`, and its codec. */
  inbound(label, kind) {
    return this.evaluate(`(async () => {
      const stream = (${findTile})(${JSON.stringify(label)})?.querySelector('video').srcObject;
      const ids = stream?.getTracks().map(({id}) => id) ?? [];
      const connection = observed.connections.find(each => each.getReceivers().some(({track}) => ids.includes(track.id)));
      // Firefox never answers for a connection that is closed meanwhile.
      const patience = new Promise(resolve => setTimeout(resolve, 2000, new Map()));
      const all = connection ? [...(await Promise.race([connection.getStats(), patience])).values()] : [];
      const found = all.find(each => each.type === 'inbound-rtp' && each.kind === '${kind}');
      const codec = all.find(each => each.id === found?.codecId)?.mimeType;
      return found && {codec, energy: found.totalAudioEnergy, frames: found.framesDecoded, packets: found.packetsReceived};
    })()`);
  }

  /** Waits until sound of that person comes that is no silence. */
  async hears(label, seconds = undefined) {
    const energy = async () => (await this.inbound(label, 'audio'))?.energy ?? 0;
    const before = await energy();
    await waitUntil(async () => await energy() > before + 0.001, `sound of ${label} at ${this.name}`, seconds);
  }

  /** Picture and sound of that person come, and go on coming. */
  async receives(label, seconds = undefined) {
    await this.framesAdvance(label, 10, seconds);
    await this.hears(label, seconds);
  }

  async say(text) {
    if (!await this.evaluate(() => document.querySelector('.chat-panel').checkVisibility())) await this.click('.controls .chat');
    await this.evaluate(line => {
      const area = document.querySelector('.chat-panel textarea');
      area.value = line;
      area.dispatchEvent(new Event('input', {bubbles: true}));
      area.form.requestSubmit();
    }, text);
  }

  /** Waits for a line of chat by somebody. */
  hearsSaying(name, text) {
    return waitUntil(() => this.evaluate((who, line) => [...document.querySelectorAll('.message')].some(message =>
      message.querySelector('.name').textContent === who && message.querySelector('.text').textContent === line), name, text),
    `"${text}" of ${name} at ${this.name}`);
  }

  leave() { return this.click('.controls .leave'); }

  /** Closes the tab, as a person does: the page hears of it. */
  async close() {
    await this.page.close({runBeforeUnload: false});
  }

  /** Nothing went wrong in the page: no error, nothing that its content security policy forbids. */
  async assertClean() {
    assert.deepEqual(await this.evaluate(() => observed.violations), []);
    assert.deepEqual(this.problems, []);
  }
}
