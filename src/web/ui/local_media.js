// The camera and the microphone of this person: whether they are on, which ones, and what is wrong with them.
import {LevelMeter, openCamera, openCameraAndMicrophone, openMicrophone, watchDevices} from '../client/devices.js';
import {ClientError} from '../client/errors.js';
import {recall, remember} from './storage.js';

/** One of the two. Every change is told by calling `changed`. */
export class Device {
  #changed;
  #open;
  /** Counts what was asked for, so that an answer that comes too late is known. */
  #asked = 0;

  /**
   * @param {'camera' | 'microphone'} kind
   * @param {(deviceId?: string) => Promise<MediaStreamTrack>} open
   * @param {() => void} changed
   */
  constructor(kind, open, changed) {
    /** @readonly */ this.kind = kind;
    this.#open = open;
    this.#changed = changed;
    /** Whether the person wants it on. */
    this.on = true;
    this.opening = false;
    /** It was taken away while it was used. */
    this.lost = false;
    /** @type {MediaStreamTrack | null} */
    this.track = null;
    /** @type {ClientError | null} */
    this.problem = null;
    this.id = recall(kind);
  }

  /** The one that is used, else the one that is wanted; empty: the browser's choice. */
  get usedId() { return this.track?.getSettings().deviceId ?? this.id; }

  /** Whether it is on and works. */
  get active() { return this.on && this.track !== null; }

  /**
   * Opens it, again if it is open already.
   * @param {Promise<MediaStreamTrack>} [opened] where it has been opened with something else
   */
  async open(opened) {
    const asked = ++this.#asked;
    this.opening = true;
    this.#changed();
    /** @type {MediaStreamTrack | null} */
    let track = null;
    /** @type {ClientError | null} */
    let problem = null;
    try {
      track = await (opened ?? this.alone());
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      problem = error;
    }
    if (asked !== this.#asked) return track?.stop();
    this.opening = false;
    this.problem = problem;
    this.#use(track);
  }

  /** A track of this device, which is the caller's. */
  alone() { return this.#open(this.id || undefined); }

  /** @param {boolean} on */
  async set(on) {
    this.on = on;
    if (on && !this.track) return this.open();
    // A camera's light is to go out with the picture. A microphone is only muted: it has to be back at once.
    if (!on && this.kind === 'camera') return this.close();
    this.#changed();
  }

  /** @param {string} id */
  async choose(id) {
    this.id = id;
    remember(this.kind, id);
    if (this.on || this.track) await this.open();
  }

  close() {
    this.#asked += 1;
    this.opening = false;
    this.#use(null);
  }

  /** @param {MediaStreamTrack | null} track */
  #use(track) {
    if (this.track) {
      this.track.onended = null;
      this.track.stop();
    }
    this.track = track;
    if (track) {
      this.lost = false;
      track.onended = () => {
        this.lost = true;
        this.#use(null);
      };
    }
    this.#changed();
  }
}

/**
 * After both could not be opened together: one of them may be. Who has said no is not asked again.
 * @param {Device} device
 * @param {ClientError} error
 */
async function openAlone(device, error) {
  if (error.code !== 'permission-denied') return device.alone();
  const name = /** @type {PermissionName} */ (device.kind);
  // Not every browser says what it allows.
  const permission = await navigator.permissions.query({name}).catch(() => null);
  if (permission?.state !== 'granted') throw error;
  return device.alone();
}

/** Both, with an event `change` whenever something about them is different. */
export class LocalMedia extends EventTarget {
  #unwatch;

  constructor() {
    super();
    const changed = () => this.dispatchEvent(new Event('change'));
    this.camera = new Device('camera', openCamera, changed);
    this.microphone = new Device('microphone', openMicrophone, changed);
    this.#unwatch = watchDevices(() => this.#devicesChanged());
  }

  get devices() { return [this.microphone, this.camera]; }

  /** Opens both with one question to the person, and where that fails, each for itself. */
  async open() {
    const {camera, microphone} = this;
    const both = openCameraAndMicrophone(camera.id || undefined, microphone.id || undefined);
    await Promise.all([
      camera.open(both.then(tracks => tracks.camera, error => openAlone(camera, error))),
      microphone.open(both.then(tracks => tracks.microphone, error => openAlone(microphone, error))),
    ]);
  }

  close() {
    this.#unwatch();
    for (const device of this.devices) device.close();
  }

  /** What was pulled out, or never there, may have come. */
  async #devicesChanged() {
    this.dispatchEvent(new Event('change'));
    for (const device of this.devices) {
      const missing = device.lost || device.problem?.code === 'no-device';
      if (missing && device.on && !device.track && !device.opening) await device.open();
    }
  }
}

/** How loud the microphone is, whichever it is at the moment. */
export class Loudness {
  /** @type {LevelMeter | null} */
  #meter = null;
  /** @type {MediaStreamTrack | null} */
  #track = null;

  /**
   * From 0 to 1.
   * @param {MediaStreamTrack | null} track
   */
  of(track) {
    if (track !== this.#track) {
      this.close();
      this.#track = track;
      this.#meter = track && new LevelMeter(track);
    }
    return this.#meter?.level ?? 0;
  }

  close() {
    this.#meter?.close();
    this.#meter = null;
    this.#track = null;
  }
}
