// Keeps the screen of a phone on during a call.

/** @param {AbortSignal} signal ends it */
export function keepAwake(signal) {
  /** @type {WakeLockSentinel | undefined} */
  let lock;
  const request = async () => {
    if (document.hidden || signal.aborted) return;
    // Not every browser can, and a battery that is low refuses.
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (signal.aborted) lock?.release();
  };
  request();
  document.addEventListener('visibilitychange', request, {signal});
  signal.addEventListener('abort', () => lock?.release());
}
