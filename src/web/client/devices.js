// Cameras, microphones, speakers and screens of this machine.
import {ClientError, deviceError} from './errors.js';

/**
 * @typedef {{id: string, label: string}} Device
 * @typedef {{cameras: Device[], microphones: Device[], speakers: Device[]}} Devices
 */

const camera = {width: {ideal: 1280}, height: {ideal: 720}, frameRate: {ideal: 30, max: 30}};
const microphone = {echoCancellation: true, noiseSuppression: true, autoGainControl: true};

/** @returns {MediaDevices} */
function mediaDevices() {
  if (navigator.mediaDevices) return navigator.mediaDevices;
  throw globalThis.isSecureContext
    ? new ClientError('unsupported', 'this browser has no access to devices')
    : new ClientError('insecure-context', 'devices need https, or http from this very machine');
}

/**
 * @param {MediaTrackConstraints} constraints
 * @param {string} [deviceId]
 */
function withId(constraints, deviceId) {
  return deviceId ? {...constraints, deviceId: {exact: deviceId}} : constraints;
}

/**
 * @param {'audio' | 'video'} kind
 * @param {MediaTrackConstraints} constraints
 * @param {string} [deviceId]
 * @returns {Promise<MediaStreamTrack>}
 */
async function open(kind, constraints, deviceId) {
  const devices = mediaDevices();
  try {
    return (await devices.getUserMedia({[kind]: withId(constraints, deviceId)})).getTracks()[0];
  } catch (error) {
    // The device of last time has gone: another one is better than none.
    if (deviceId && deviceError(error).code === 'no-device') return open(kind, constraints);
    throw deviceError(error);
  }
}

/**
 * Opens a camera; the caller stops the track.
 * @param {string} [deviceId] of listDevices(); the browser's choice if it is left out or gone
 * @returns {Promise<MediaStreamTrack>}
 * @throws {ClientError} permission-denied, no-device, device-busy, insecure-context, unsupported
 */
export async function openCamera(deviceId) {
  const track = await open('video', camera, deviceId);
  track.contentHint = 'motion';
  return track;
}

/**
 * Opens a microphone, with echo and noise taken out; the caller stops the track.
 * @param {string} [deviceId]
 * @returns {Promise<MediaStreamTrack>}
 * @throws {ClientError} as openCamera()
 */
export function openMicrophone(deviceId) {
  return open('audio', microphone, deviceId);
}

/**
 * Opens both with one question to the person, or neither; the caller stops the tracks.
 * @param {string} [cameraId]
 * @param {string} [microphoneId]
 * @returns {Promise<{camera: MediaStreamTrack, microphone: MediaStreamTrack}>}
 * @throws {ClientError} as openCamera(), and does not say of which of the two
 */
export async function openCameraAndMicrophone(cameraId, microphoneId) {
  const devices = mediaDevices();
  try {
    const stream = await devices.getUserMedia({video: withId(camera, cameraId), audio: withId(microphone, microphoneId)});
    const [picture] = stream.getVideoTracks();
    picture.contentHint = 'motion';
    return {camera: picture, microphone: stream.getAudioTracks()[0]};
  } catch (error) {
    throw deviceError(error);
  }
}

/** Whether openScreen() can work at all: phones cannot share their screen. */
export function canShareScreen() {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

/**
 * Asks for a screen, window or tab; only right after something the person did. The track ends by itself when sharing is
 * stopped in the browser's own bar.
 * @returns {Promise<MediaStreamTrack>}
 * @throws {ClientError} permission-denied also when the person thought better of it
 */
export async function openScreen() {
  const devices = mediaDevices();
  if (!canShareScreen()) throw new ClientError('unsupported', 'this browser cannot share a screen');
  try {
    const stream = await devices.getDisplayMedia({video: {frameRate: {ideal: 15, max: 30}}, audio: false});
    const [track] = stream.getVideoTracks();
    track.contentHint = 'detail';
    return track;
  } catch (error) {
    throw deviceError(error);
  }
}

/**
 * What there is. Labels and ids are empty until a device of that kind has been allowed.
 * @returns {Promise<Devices>}
 */
export async function listDevices() {
  const all = await mediaDevices().enumerateDevices();
  /** @param {MediaDeviceKind} kind */
  const ofKind = kind => all.filter(device => device.kind === kind)
    .map(({deviceId, label}) => ({id: deviceId, label}));
  return {cameras: ofKind('videoinput'), microphones: ofKind('audioinput'), speakers: ofKind('audiooutput')};
}

/**
 * Calls `changed` whenever a device comes or goes.
 * @param {() => void} changed
 * @returns {() => void} ends it
 */
export function watchDevices(changed) {
  const devices = navigator.mediaDevices;
  devices?.addEventListener('devicechange', changed);
  return () => devices?.removeEventListener('devicechange', changed);
}

/** How loud a track is, for a meter. */
export class LevelMeter {
  #context = new AudioContext();
  #analyser;
  #source;
  #samples;

  /** @param {MediaStreamTrack} track audio; it is not played, and not stopped by close() */
  constructor(track) {
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  /** From 0 (-60 dB or less) to 1 (full scale), over the last 20 ms. */
  get level() {
    // A context that was made before anybody touched the page is suspended.
    if (this.#context.state === 'suspended') this.#context.resume().catch(() => {});
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-12) / 6));
  }

  close() {
    this.#source.disconnect();
    return this.#context.close();
  }
}
