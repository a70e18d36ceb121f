// The parts of the client library that need no browser.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Backoff} from '../../src/web/client/backoff.js';
import {Figures} from '../../src/web/client/figures.js';
import {QualityMeter} from '../../src/web/client/quality.js';
import {formatChat, parseChat} from '../../src/web/client/protocol.js';
import {withStartBitrate, withoutStrays} from '../../src/web/client/sdp.js';

const sdp = (...lines) => lines.map(line => `${line}\r\n`).join('');

test('of payload types that no m-line lists nothing is said', () => {
  const audio = ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10'];
  const video = ['m=video 9 UDP/TLS/RTP/SAVPF 120 124', 'a=rtpmap:120 VP8/90000', 'a=rtcp-fb:120 nack'];
  const stray = ['a=rtcp-fb:121 nack', 'a=fmtp:111 minptime=10'];
  assert.equal(withoutStrays(sdp(...audio, ...video, ...stray)), sdp(...audio, ...video));
  assert.equal(withoutStrays(sdp('a=rtcp-fb:* nack', ...video)), sdp('a=rtcp-fb:* nack', ...video));
});

test('a video is begun with a bitrate, whether it has parameters or not', () => {
  const before = sdp('m=video 9 UDP/TLS/RTP/SAVPF 96 108 97', 'a=rtpmap:96 VP8/90000', 'a=rtpmap:97 rtx/90000',
    'a=fmtp:97 apt=96', 'a=fmtp:108 packetization-mode=1;profile-level-id=42e01f', 'a=rtpmap:108 H264/90000');
  const after = sdp('m=video 9 UDP/TLS/RTP/SAVPF 96 108 97', 'a=rtpmap:96 VP8/90000', 'a=fmtp:96 x-google-start-bitrate=850',
    'a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=96',
    'a=fmtp:108 packetization-mode=1;profile-level-id=42e01f;x-google-start-bitrate=850', 'a=rtpmap:108 H264/90000');
  assert.equal(withStartBitrate(before, 850_000), after);
});

test('chat is taken as the protocol has it, and nothing else', () => {
  assert.equal(parseChat(formatChat('"你好" \u2028 👋')), '"你好" \u2028 👋');
  assert.equal(parseChat(formatChat('👋'.repeat(4000))), '👋'.repeat(4000));
  for (const data of [formatChat('x'.repeat(4001)), formatChat(''), 'no JSON', 'null', '"text"', '{"type":"chat"}',
    '{"type":"chat","text":1}', '{"type":"other","text":"x"}', new ArrayBuffer(2), `{"type":"chat",${' '.repeat(60_000)}"text":"x"}`]) {
    assert.equal(parseChat(data), undefined);
  }
});

test('waits grow, and are spread', () => {
  const backoff = new Backoff(500, 3000, 0.5);
  for (const middle of [500, 1000, 2000, 3000, 3000]) {
    const wait = backoff.next();
    assert.ok(wait >= middle / 2 && wait <= middle * 1.5, `${wait} around ${middle}`);
  }
  backoff.reset();
  assert.ok(backoff.next() <= 750);
});

const report = (...stats) => new Map(stats.map((each, index) => [index, each]));
const audio = (packets, energy, duration) => ({type: 'inbound-rtp', kind: 'audio', packetsReceived: packets, bytesReceived: 100 * packets,
  packetsLost: 0, totalAudioEnergy: energy, totalSamplesDuration: duration});

test('nothing for five seconds is silence, also when it began after a while', () => {
  const figures = new Figures(5000);
  const pair = requests => ({type: 'candidate-pair', state: 'succeeded', requestsReceived: requests, responsesReceived: 1});
  for (let now = 0; now < 10_000; now += 300) assert.equal(figures.update(report(pair(now)), now), false);
  for (let now = 10_000; now < 14_700; now += 300) assert.equal(figures.update(report(pair(0)), now), false);
  assert.equal(figures.update(report(pair(0)), 15_000), true);
});

test('a machine that slept has not listened meanwhile', () => {
  const figures = new Figures(5000);
  for (const now of [0, 300, 600]) figures.update(report(audio(1, 0, 0)), now);
  assert.equal(figures.update(report(audio(1, 0, 0)), 60_000), false);
  assert.equal(figures.update(report(audio(1, 0, 0)), 60_300), false);
});

test('who is loud speaks, and a moment longer', () => {
  const figures = new Figures(5000);
  figures.update(report(audio(15, 0, 0.3)), 0);
  figures.update(report(audio(30, 0.003, 0.6)), 300);
  assert.equal(figures.speaking, true);
  figures.update(report(audio(45, 0.003, 0.9)), 600);
  assert.equal(figures.speaking, true);
  figures.update(report(audio(60, 0.003, 1.2)), 1200);
  assert.equal(figures.speaking, false);
});

test('packets, freezes and pictures are those of all streams since the session began', () => {
  const figures = new Figures(5000);
  const video = {type: 'inbound-rtp', kind: 'video', packetsReceived: 30, bytesReceived: 3000, packetsLost: 2, freezeCount: 3, framesDecoded: 20};
  figures.update(report({...audio(100, 0, 0), packetsLost: 5}, video), 0);
  assert.deepEqual({received: 130, lost: 7, freezes: 3, frames: 20}, Object.fromEntries(
    ['received', 'lost', 'freezes', 'frames'].map(name => [name, figures.totals[name]])));
});

/** What the meter says after each second in which so much came. */
function barsAfter(...seconds) {
  const meter = new QualityMeter(true);
  const totals = {received: 0, lost: 0, freezes: 0, frames: 0};
  assert.equal(meter.update({...totals}, undefined, 0), undefined);
  let now = 0;
  return seconds.map(({received = 100, lost = 0, freezes = 0, frames = 30, roundTrip = 30, passed = 1000}) => {
    totals.received += received;
    totals.lost += lost;
    totals.freezes += freezes;
    totals.frames += frames;
    return meter.update({...totals}, roundTrip, now += passed);
  });
}

test('loss, delay and freezes each take bars away', () => {
  assert.deepEqual(barsAfter({}), [4]);
  assert.deepEqual([1, 3, 7, 30].map(lost => barsAfter({lost})[0]), [4, 3, 2, 1]);
  assert.deepEqual([240, 390, 790, 2000].map(roundTrip => barsAfter({roundTrip})[0]), [4, 3, 2, 1]);
  assert.deepEqual([1, 2].map(freezes => barsAfter({freezes})[0]), [2, 1]);
  assert.deepEqual(barsAfter({received: 0}), [0]);
});

test('a picture that stands takes bars away, but for one that is sent each two seconds', () => {
  const still = {frames: 0};
  assert.deepEqual(barsAfter({}, still, still, still, still, {}), [4, 4, 4, 4, 1, 1]);
  assert.deepEqual(barsAfter({}, still, {}, still, {}, still, {}), [4, 4, 4, 4, 4, 4, 4]);
  const meter = new QualityMeter(false);
  for (let second = 0; second < 10; ++second) meter.update({received: 50 * second, lost: 0, freezes: 0, frames: 0}, 30, 1000 * second);
  assert.equal(meter.update({received: 500, lost: 0, freezes: 0, frames: 0}, 30, 10_000), 4);
});

test('bars fall at once and rise after some seconds', () => {
  assert.deepEqual(barsAfter({}, {lost: 30}, {}, {}, {}, {}), [4, 1, 1, 1, 1, 4]);
});

test('bars do not fall for the time in which a machine slept', () => {
  assert.deepEqual(barsAfter({}, {received: 10, lost: 60, frames: 1, freezes: 1, passed: 60_000}, {}), [4, 4, 4]);
});

test('bars are counted over a second, not over each look', () => {
  const meter = new QualityMeter(true);
  const look = (received, now) => meter.update({received, lost: 1, freezes: 0, frames: now}, 30, now);
  meter.update({received: 0, lost: 0, freezes: 0, frames: 0}, 30, 0);
  for (const now of [300, 600, 900]) assert.equal(look(now / 10, now), undefined);
  assert.equal(look(120, 1200), 4);
});

test('loss and rates are those of the last interval', () => {
  const figures = new Figures(5000);
  figures.update(report({...audio(100, 0, 0), packetsLost: 50}), 0);
  figures.update(report({...audio(190, 0, 0), packetsLost: 60}, {type: 'remote-inbound-rtp', roundTripTime: 0.02}), 1000);
  assert.equal(figures.loss, 0.1);
  assert.equal(figures.receiveRate, 8 * 100 * 90);
  assert.equal(figures.roundTrip, 20);
});
