// One peer connection with a member of the room, negotiated once and never again (docs/protocol.md).
import {preferCodecs} from './codecs.js';
import {Figures} from './figures.js';
import {formatChat, parseChat} from './protocol.js';
import {withStartBitrate, withoutStrays} from './sdp.js';

/**
 * @typedef {import('./protocol.js').Purpose} Purpose
 * @typedef {import('./protocol.js').Candidate} Candidate
 *
 * @typedef {object} Sent what a session sends; null where there is nothing to send just now
 * @property {MediaStreamTrack | null} audio
 * @property {MediaStreamTrack | null} video
 * @property {MediaStream} group names what belongs together, so that the other side keeps it in step
 *
 * @typedef {object} SessionConfig
 * @property {string} id
 * @property {Purpose} purpose
 * @property {RTCConfiguration} connection
 * @property {Sent} sent
 * @property {string[]} codecs that the other side can receive
 * @property {EncoderLimits} limits
 *
 * @typedef {object} EncoderLimits of one encoder of video
 * @property {number} bitrate bit/s
 * @property {number} downscale 1: as the camera has it, 2: half as wide and high
 *
 * @typedef {object} SessionObserver
 * @property {(kind: 'offer' | 'answer', sdp: string) => void} onDescription
 * @property {(candidate: Candidate | null) => void} onCandidate
 * @property {(stream: MediaStream) => void} onStream once, when the other side has said what it sends
 * @property {() => void} onConnected
 * @property {(reason: string) => void} onFailed the session is over: close() it
 * @property {(text: string) => void} onChat
 * @property {() => void} onChatOpen
 * @property {(figures: Figures) => void} onFigures some times a second
 */

const connectTimeout = 10_000;
const silenceTimeout = 5_000;
const pollPeriod = 300;

export class Session {
  #config;
  #observer;
  #connection;
  /** What is done to the connection, one thing after the other. @type {Promise<void>} */
  #tail = Promise.resolve();
  /** @type {Candidate[]} */
  #early = [];
  /** @type {RTCDataChannel | undefined} */
  #chat;
  #stream = new MediaStream();
  #figures = new Figures(silenceTimeout);
  #connected = false;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout>} */
  #deadline;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #poll;

  /**
   * @param {SessionConfig} config
   * @param {SessionObserver} observer
   */
  constructor(config, observer) {
    this.#config = config;
    this.#observer = observer;
    this.#connection = new RTCPeerConnection({...config.connection, bundlePolicy: 'max-bundle'});
    this.#connection.onicecandidate = ({candidate}) => this.#observer.onCandidate(candidate && {
      candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex,
    });
    this.#connection.onconnectionstatechange = () => this.#onConnectionState();
    this.#connection.ontrack = ({track}) => this.#stream.addTrack(track);
    this.#connection.ondatachannel = ({channel}) => this.#adoptChat(channel);
    this.#deadline = setTimeout(() => this.#fail('not connected after 10 s'), connectTimeout);
  }

  get id() { return this.#config.id; }

  get connected() { return this.#connected; }

  /** As offerer: describes the session to the other side. */
  offer() {
    const {purpose, sent, codecs} = this.#config;
    if (purpose === 'call') {
      // In this order: audio, video, data.
      this.#connection.addTransceiver(sent.audio ?? 'audio', {direction: 'sendrecv', streams: [sent.group]});
      const video = this.#connection.addTransceiver(sent.video ?? 'video', {direction: 'sendrecv', streams: [sent.group]});
      preferCodecs(video, codecs);
      this.#adoptChat(this.#connection.createDataChannel('chat'));
    } else {
      const video = this.#connection.addTransceiver(sent.video ?? 'video', {direction: 'sendonly', streams: [sent.group]});
      preferCodecs(video, codecs);
    }
    this.#enqueue(async () => {
      const offer = await this.#connection.createOffer();
      this.#observer.onDescription('offer', withoutStrays(offer.sdp ?? ''));
      await this.#connection.setLocalDescription(offer);
    });
  }

  /**
   * As answerer.
   * @param {string} sdp the offer
   */
  answer(sdp) {
    this.#enqueue(async () => {
      await this.#connection.setRemoteDescription({type: 'offer', sdp: this.#startingWell(sdp)});
      if (this.#config.purpose === 'call') await this.#sendBack();
      const answer = await this.#connection.createAnswer();
      this.#observer.onDescription('answer', answer.sdp ?? '');
      await this.#connection.setLocalDescription(answer);
      await this.#afterDescriptions();
    });
  }

  /**
   * As offerer: what the other side answered.
   * @param {string} sdp
   */
  setAnswer(sdp) {
    this.#enqueue(async () => {
      if (this.#connection.signalingState !== 'have-local-offer') return;
      await this.#connection.setRemoteDescription({type: 'answer', sdp: this.#startingWell(sdp)});
      await this.#afterDescriptions();
    });
  }

  /** @param {Candidate | null} candidate kept until the description that it belongs to is there */
  addCandidate(candidate) {
    if (!candidate) return;
    this.#enqueue(async () => {
      if (this.#connection.remoteDescription) await this.#addNow(candidate);
      else this.#early.push(candidate);
    });
  }

  /**
   * Sends another track of that kind from now on, or none.
   * @param {'audio' | 'video'} kind
   * @param {MediaStreamTrack | null} track
   */
  replaceTrack(kind, track) {
    this.#config.sent = {...this.#config.sent, [kind]: track};
    this.#enqueue(async () => {
      await this.#transceiver(kind)?.sender.replaceTrack(this.#config.sent[kind]);
    });
  }

  /** @param {EncoderLimits} limits */
  setLimits(limits) {
    this.#config.limits = limits;
    if (this.#connection.remoteDescription) this.#enqueue(() => this.#limit());
  }

  /**
   * @param {string} text
   * @returns {boolean} false if the data channel is not open
   */
  sendChat(text) {
    if (this.#chat?.readyState !== 'open') return false;
    this.#chat.send(formatChat(text));
    return true;
  }

  /** No callback comes after this. */
  close() {
    this.#closed = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#poll);
    this.#connection.onicecandidate = this.#connection.onconnectionstatechange = this.#connection.ontrack = null;
    this.#connection.ondatachannel = null;
    this.#connection.close();
  }

  /** @param {() => Promise<void>} task */
  #enqueue(task) {
    this.#tail = this.#tail.then(async () => {
      if (!this.#closed) await task();
    }).catch(error => this.#fail(String(error)));
  }

  /** @param {'audio' | 'video'} kind */
  #transceiver(kind) {
    return this.#connection.getTransceivers().find(({receiver}) => receiver.track.kind === kind);
  }

  /** Both ways, also when there is no device: one may come later, and nothing is negotiated then. */
  async #sendBack() {
    for (const kind of /** @type {const} */ (['audio', 'video'])) {
      const transceiver = this.#transceiver(kind);
      if (!transceiver) continue;
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams(this.#config.sent.group);
      await transceiver.sender.replaceTrack(this.#config.sent[kind]);
    }
  }

  async #afterDescriptions() {
    for (const candidate of this.#early.splice(0)) await this.#addNow(candidate);
    await this.#limit();
    if (this.#stream.getTracks().length > 0) this.#observer.onStream(this.#stream);
  }

  /** @param {string} sdp of the other side */
  #startingWell(sdp) {
    return withStartBitrate(sdp, this.#config.limits.bitrate / 2);
  }

  /** @param {Candidate} candidate */
  async #addNow(candidate) {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // One path less, others may do.
      console.info('a candidate cannot be used:', error);
    }
  }

  async #limit() {
    const sender = this.#transceiver('video')?.sender;
    const parameters = sender?.getParameters();
    if (!sender || !parameters || parameters.encodings.length === 0) return;
    const {bitrate, downscale} = this.#config.limits;
    for (const encoding of parameters.encodings) {
      encoding.maxBitrate = bitrate;
      encoding.scaleResolutionDownBy = downscale;
    }
    // A screen is read, a face is watched.
    const preference = this.#config.purpose === 'screen' ? 'maintain-resolution' : 'balanced';
    await sender.setParameters(Object.assign(parameters, {degradationPreference: preference}));
  }

  /** @param {RTCDataChannel} channel */
  #adoptChat(channel) {
    if (channel.label !== 'chat' || this.#config.purpose !== 'call') return;
    this.#chat = channel;
    channel.onopen = () => this.#observer.onChatOpen();
    channel.onmessage = ({data}) => {
      const text = parseChat(data);
      if (text !== undefined && !this.#closed) this.#observer.onChat(text);
    };
    if (channel.readyState === 'open') this.#observer.onChatOpen();
  }

  #onConnectionState() {
    const state = this.#connection.connectionState;
    if (state === 'failed') this.#fail('no network path to the other side was found, or it was lost');
    if (state === 'closed') this.#fail('the connection was closed');
    if (state !== 'connected' || this.#connected) return;
    this.#connected = true;
    clearTimeout(this.#deadline);
    this.#observer.onConnected();
    this.#pollLater();
  }

  #pollLater() {
    this.#poll = setTimeout(async () => {
      const report = await this.#connection.getStats();
      if (this.#closed) return;
      if (this.#figures.update(report, performance.now())) return this.#fail('nothing has come for 5 s');
      this.#observer.onFigures(this.#figures);
      this.#pollLater();
    }, pollPeriod);
  }

  /** @param {string} reason */
  #fail(reason) {
    if (this.#closed) return;
    this.#closed = true;
    // Later: who called in here does not expect the session to be closed under its feet.
    queueMicrotask(() => this.#observer.onFailed(reason));
  }
}
