// Chromium and Firefox with fake cameras and microphones; each is started once and ended by the last hook.
import {atEnd, environment, ownFolder} from './processes.mjs';
import {missing} from './waiting.mjs';

const puppeteer = await import('puppeteer-core').then(module => module.default,
  () => missing('puppeteer-core is not installed: npm ci --prefix tests/browser'));

const chromiumFlags = [
  '--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-quic', '--disable-sync', '--disable-background-networking',
  '--disable-component-update', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling', '--use-fake-device-for-media-stream=fps=10',
  '--autoplay-policy=no-user-gesture-required',
];
const firefoxPreferences = {
  'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true, 'media.autoplay.default': 0,
};
const open = [];

atEnd(() => Promise.all(open.map(browser => browser.close())));

async function launch(options) {
  const browser = await puppeteer.launch({userDataDir: ownFolder('profile'), protocolTimeout: 120_000, ...options});
  open.push(browser);
  return browser;
}

/** `screen`: with a window there, which sharing a tab needs; `flags`: more of them. */
export async function openChromium({screen, flags = []} = {}) {
  return launch({
    executablePath: '/usr/bin/chromium', headless: !screen, args: [...chromiumFlags, ...flags],
    env: environment(screen?.env),
  });
}

export async function openFirefox() {
  return launch({
    browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true, env: environment(),
    extraPrefsFirefox: firefoxPreferences,
  });
}
