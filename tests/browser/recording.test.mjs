// A meeting that is recorded at a terminal: the page says so, and a browser plays the file.
import assert from 'node:assert/strict';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {before, test} from 'node:test';
import {openChromium} from './harness/browsers.mjs';
import {Person} from './harness/person.mjs';
import {joinTerminal, ownFolder, startServer} from './harness/processes.mjs';
import {waitUntil} from './harness/waiting.mjs';

let server, chromium;
before(async () => {
  [server, chromium] = await Promise.all([startServer(), openChromium()]);
});

/** Plays the file to its end; what a browser says of it then. */
async function play(file) {
  const page = await chromium.newPage();
  await page.goto(pathToFileURL(file).href);
  await waitUntil(() => page.evaluate(() => {
    const video = document.querySelector('video');
    if (video.paused && !video.ended) void video.play();
    return video.ended || video.error;
  }), `the end of ${file}`, 40);
  const played = await page.evaluate(() => {
    const video = document.querySelector('video');
    return {
      error: video.error?.message, seconds: video.duration, width: video.videoWidth, height: video.videoHeight,
      frames: video.getVideoPlaybackQuality().totalVideoFrames, soundBytes: video.webkitAudioDecodedByteCount,
    };
  });
  await page.close();
  return played;
}

for (const ending of ['mkv', 'webm', 'mp4']) {
  test(`a recording shows on the page, and Chromium plays the .${ending}`, async () => {
    const room = `recorded-${ending}`;
    const file = path.join(ownFolder('recording'), `meeting.${ending}`);
    const ada = await Person.join(chromium, server, room, 'Ada');
    const terminal = await joinTerminal(server, room, 'term');
    await ada.receives('term');
    await ada.miss('.tile .icon.recording');

    terminal.say(`/record ${file}`);
    const begun = await terminal.event('recording', ({state}) => state !== 'stopped');
    await Promise.all([ada.see('.tile .icon.recording'), ada.read('.banners', 'term')]);
    await ada.framesAdvance('term', 40);
    terminal.say('/record off');
    const ended = await terminal.event('recording', event => event !== begun && event.state === 'stopped');
    await ada.miss('.tile .icon.recording');
    const seconds = (new Date(ended.time) - new Date(begun.time)) / 1000;
    await Promise.all([ada.close(), terminal.stop()]);

    const played = await play(file);
    assert.equal(played.error, undefined);
    assert.ok(Math.abs(played.seconds - seconds) < 0.5, `${played.seconds} s instead of ${seconds}`);
    assert.deepEqual([played.width, played.height], [1280, 720]);
    assert.ok(played.frames > 10 && played.soundBytes > 0, JSON.stringify(played));
  });
}
