// `vchat serve`, `vchat join` and Xvfb as children of the test; all are ended by the last hook.
import {execFile, spawn} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {after} from 'node:test';
import {promisify} from 'node:util';
import {bound, missing, waitUntil} from './waiting.mjs';

const vchat = process.env.VCHAT ?? missing('VCHAT does not name the vchat binary to test');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vchat-browser-'));
const children = new Set();

const closings = [];

/** Calls that at the end, before the children are ended and the folders removed. */
export const atEnd = closing => closings.push(closing);

after(async () => {
  await Promise.all(closings.map(closing => closing()));
  await Promise.all([...children].reverse().map(child => child.stop()));
  fs.rmSync(folder, {recursive: true, force: true});
});

/** A folder of the test's own. */
export const ownFolder = name => fs.mkdtempSync(path.join(folder, name));

/** The environment of every child: no desktop, no sound, no configuration but the test's own. */
export function environment(more = {}) {
  const dropped = /^(VCHAT|PULSE_|DISPLAY$|WAYLAND_DISPLAY$|DBUS_SESSION_BUS_ADDRESS$)/;
  const kept = Object.entries(process.env).filter(([key]) => !dropped.test(key));
  return {...Object.fromEntries(kept), XDG_CONFIG_HOME: folder, PULSE_SERVER: `unix:${folder}/no-pulse`, ...more};
}

class Child {
  lines = [];
  #ended;

  constructor(name, command, args, env) {
    this.name = name;
    this.process = spawn(command, args, {env: environment(env), stdio: ['pipe', 'pipe', 'pipe']});
    this.errors = '';
    this.process.stderr.on('data', text => { this.errors += text; });
    // A child that is gone already takes no more lines.
    this.process.stdin.on('error', () => {});
    createInterface({input: this.process.stdout}).on('line', line => this.lines.push(line));
    this.#ended = new Promise(resolve => this.process.on('close', resolve).on('error', resolve));
    children.add(this);
  }

  async stop(signal = 'SIGTERM') {
    children.delete(this);
    this.process.kill(signal);
    const forced = setTimeout(() => this.process.kill('SIGKILL'), bound(10));
    await this.#ended;
    clearTimeout(forced);
  }

  write(line) { this.process.stdin.write(line + '\n'); }

  line(index) {
    return waitUntil(() => this.lines[index], `line ${index} of ${this.name}, which says ${this.errors}`);
  }
}

/** A child that writes JSON Lines. */
class JsonChild extends Child {
  events(name) { return this.lines.map(line => JSON.parse(line)).filter(({event}) => event === name); }

  /** The first event of that name, past or to come, for which `matches` is true. */
  event(name, matches = () => true, seconds) {
    return waitUntil(() => this.events(name).find(matches), `event ${name} of ${this.name}`, seconds);
  }
}

/** A port that was free a moment ago. */
function freePort() {
  const probe = net.createServer();
  return new Promise(resolve => probe.listen(0, '127.0.0.1', () => {
    const {port} = probe.address();
    probe.close(() => resolve(port));
  }));
}

/** A running `vchat serve`. */
export async function startServer({port, state = ownFolder('state'), options = []} = {}) {
  const address = `127.0.0.1:${port ?? await freePort()}`;
  const args = ['serve', '--json', '--listen', address, '--state-dir', state, ...options];
  const server = new JsonChild('serve', vchat, args);
  server.url = (await server.event('listening')).url.replace(/\/$/, '');
  server.port = Number(new URL(server.url).port);
  /** Ends it and starts it anew at the same address, where the tokens that it gave are good. */
  server.restart = async () => {
    await server.stop();
    return startServer({port: server.port, state, options});
  };
  return server;
}

/** Somebody at a terminal: a running `vchat join` with test picture and tone. */
class Terminal extends JsonChild {
  /** The id of somebody in the room. */
  #idOf(other) {
    return waitUntil(() => {
      const users = [...this.events('joined').flatMap(({users}) => users), ...this.events('user-joined')];
      return users.findLast(user => user.name === other)?.id;
    }, `${other} in the room of ${this.name}`);
  }

  /** Waits until sound of that person has come, and frames go on being decoded. */
  async receives(other, seconds = undefined) {
    const id = await this.#idOf(other);
    await this.event('first-audio', event => event.id === id, seconds);
    const frames = () => this.events('stats').at(-1)?.users.find(user => user.id === id)?.frames_decoded ?? 0;
    const before = frames();
    await waitUntil(() => frames() >= before + 10, `more frames of ${other} at ${this.name}`, seconds);
  }

  /** Waits until that person's media are so: {audio, video, screen}. */
  async media(other, wanted) {
    const id = await this.#idOf(other);
    const told = () => [...this.events('joined').flatMap(({users}) => users).map(({id: user, media}) => ({id: user, ...media})),
      ...this.events('user-joined').map(({id: user, media}) => ({id: user, ...media})), ...this.events('media-state')];
    await waitUntil(() => {
      const last = told().findLast(each => each.id === id) ?? {};
      return Object.entries(wanted).every(([key, value]) => last[key] === value);
    }, `media ${JSON.stringify(wanted)} of ${other} at ${this.name}`);
  }

  say(text) { this.write(text); }

  hearsSaying(other, text) { return this.event('chat', event => event.name === other && event.text === text); }
}

/** Joins a room from a terminal; resolves when it has been entered. */
export async function joinTerminal(server, room, name, {options = [], env, display = 'none'} = {}) {
  const args = ['join', room, '--server', server.url, '--json', '--stats', '--name', name, '--camera', 'test',
    '--microphone', 'test', '--speaker', 'none', '--display', display, ...options];
  const terminal = new Terminal(name, vchat, args, env);
  await terminal.event('joined');
  return terminal;
}

/** An X server of the test's own; `env` points a program at it. */
export async function startScreen(size = '1280x720') {
  const server = new Child('Xvfb', 'Xvfb', ['-displayfd', '1', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset']);
  const env = {DISPLAY: `:${await server.line(0)}`};
  const run = promisify(execFile);
  /** Its pixels, 3 bytes each, row by row, or of its upper left part. */
  const pixels = async ([columns, rows] = size.split('x')) => {
    const options = {env: environment(env), encoding: 'buffer', maxBuffer: 64e6};
    const part = ['-crop', `${columns}x${rows}+0+0`];
    return (await run('import', ['-silent', '-window', 'root', ...part, '-depth', '8', 'rgb:-'], options)).stdout;
  };
  return {
    env,
    pixels,
    /** Shows an xterm of that colour, over most of the screen, with that text in each of its upper lines. */
    write(colour, text) {
      const background = `rgb:${colour.map(part => part.toString(16).padStart(2, '0')).join('/')}`;
      new Child('xterm', 'xterm', ['-geometry', '250x80+0+0', '-bg', background, '-fg', 'white', '-e', 'sh', '-c',
        `for line in $(seq 9); do echo "$line ${text}"; done; read -r _`], env);
    },
    /** How much of the screen has that colour, within `tolerance` in each of red, green and blue: 0 to 1. */
    async share([red, green, blue], tolerance = 30) {
      const all = await pixels();
      let found = 0;
      for (let at = 0; at < all.length; at += 3) {
        const near = Math.abs(all[at] - red) <= tolerance && Math.abs(all[at + 1] - green) <= tolerance &&
          Math.abs(all[at + 2] - blue) <= tolerance;
        if (near) ++found;
      }
      return found / (all.length / 3);
    },
  };
}
