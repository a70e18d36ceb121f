// Waiting for something with a bound, and what to do when this machine lacks a tool.

const slowness = Number(process.env.VCHAT_TEST_SLOWNESS ?? 1);
const pollPeriod = 50;

/** The longest time to wait, in ms, on this machine. */
export const bound = (seconds = 60) => 1000 * slowness * seconds;

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/** What `condition()` gives (or resolves to), as soon as that is true. */
export async function waitUntil(condition, what, seconds) {
  const deadline = Date.now() + bound(seconds);
  let last;
  for (;;) {
    const value = await condition();
    if (value) return value;
    last = value;
    if (Date.now() > deadline) throw new Error(`waited ${bound(seconds) / 1000} s in vain for ${what}; last: ${JSON.stringify(last)}`);
    await pause(pollPeriod);
  }
}

/** Ends this run: without that tool nothing can be tested. Where CI is set that is a failure, elsewhere Meson skips. */
export function missing(reason) {
  console.error(reason);
  process.exit(process.env.CI ? 1 : 77);
}
