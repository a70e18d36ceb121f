// The call: shows what the room tells, and hands on what the person does.
import {openScreen} from '../client/devices.js';
import {ClientError} from '../client/errors.js';
import {announce} from './announce.js';
import {Chat} from './chat.js';
import {Controls} from './controls.js';
import {DeviceForm} from './device_form.js';
import {closeDialogs, openDialog} from './dialogs.js';
import {element, find} from './dom.js';
import {t} from './i18n.js';
import {invitation} from './invitation.js';
import {Loudness} from './local_media.js';
import {People} from './people.js';
import {describe, describeDevices, showProblems} from './problems.js';
import {listenForShortcuts, openShortcuts} from './shortcuts.js';
import {Stage} from './stage.js';
import {keepAwake} from './wake.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('../client/participant.js').Participant} Participant */
/** @typedef {import('./local_media.js').LocalMedia} LocalMedia */
/** @typedef {import('./problems.js').Problem} Problem */

const listenPeriod = 100;  // ms
const speech = 0.5;  // of Loudness: -30 dB
const speechHold = 600;  // ms: between words nobody is silent

export class RoomView {
  #name;
  #room;
  #media;
  #view = element('room');
  #ending = new AbortController();
  #stage;
  #chat;
  #people;
  #controls;
  #loudness = new Loudness();
  #spokeAt = -Infinity;
  /** Who records the meeting, by id. @type {Map<string, string>} */
  #recorders = new Map();
  /** What is wrong, or to be known, for as long as it is. @type {Map<string, Problem>} */
  #notices = new Map();
  /** @type {(error: ClientError | null) => void} */
  #end = () => {};
  /** @type {ClientError | null} */
  #lastError = null;
  /** Resolves when the call is over, with what ended it; null if the person did. @type {Promise<ClientError | null>} */
  ended;

  /**
   * @param {HTMLElement} place
   * @param {string} name of the room
   * @param {Room} room that has been entered
   * @param {LocalMedia} media
   */
  constructor(place, name, room, media) {
    this.#name = name;
    this.#room = room;
    this.#media = media;
    this.ended = new Promise(resolve => { this.#end = resolve; }).finally(() => this.#close());
    find(this.#view, 'h1 bdi', HTMLElement).textContent = name;
    this.#stage = new Stage(find(this.#view, '.tiles', HTMLElement));
    this.#chat = new Chat(this.#panel('chat'), text => this.#send(text), () => this.#showUnread());
    this.#people = new People(this.#panel('people'), room);
    const actions = this.#actions();
    this.#controls = new Controls(this.#view, actions);
    place.replaceChildren(this.#view);
    const {signal} = this.#ending;
    listenForShortcuts(actions, signal);
    keepAwake(signal);
    this.#follow(signal);
    for (const participant of room.participants) this.#show(participant);
    this.#sendMedia();  // what has changed since the person pressed the button
    this.#showUnread();
    find(this.#view, 'h1', HTMLElement).focus();
  }

  /** @param {'chat' | 'people'} name */
  #panel(name) { return find(this.#view, `.${name}-panel`, HTMLElement); }

  #actions() {
    const {camera, microphone} = this.#media;
    return {
      microphone: () => microphone.set(!microphone.active),
      camera: () => camera.set(!camera.active),
      screen: () => this.#toggleScreen(),
      chat: () => this.#toggle('chat'),
      people: () => this.#toggle('people'),
      invite: () => this.#invite(),
      devices: () => this.#openDevices(),
      fullScreen: () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else document.documentElement.requestFullscreen();
      },
      help: openShortcuts,
      back: () => this.#back(),
      leave: () => {
        this.#room.leave();
        this.#end(null);
      },
    };
  }

  /** @param {AbortSignal} signal */
  #follow(signal) {
    const room = this.#room;
    const unsubscribe = [
      room.on('participant-joined', ({participant}) => {
        announce(t('room.joined', {name: participant.name}));
        this.#show(participant);
      }),
      room.on('participant-left', ({participant, reason}) => this.#gone(participant, reason)),
      room.on('participant-changed', ({participant}) => this.#show(participant)),
      room.on('stream', ({participant, purpose, stream}) => {
        if (purpose === 'screen') announce(t(stream ? 'room.screen_starts' : 'room.screen_ends', {name: participant.name}));
        this.#show(participant);
      }),
      room.on('chat', ({participant, text}) => this.#chat.receive(participant.name, text)),
      room.on('media', () => this.#update()),
      room.on('mute-requested', ({by}) => this.#muted(by)),
      room.on('state', ({state}) => this.#state(state)),
      room.on('error', ({error}) => this.#failed(error)),
    ];
    this.#media.addEventListener('change', () => this.#sendMedia(), {signal});
    addEventListener('pagehide', () => room.leave(), {signal});
    const timer = setInterval(() => this.#listen(), listenPeriod);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      for (const end of unsubscribe) end();
    });
  }

  #close() {
    this.#ending.abort();
    closeDialogs();
    this.#loudness.close();
    this.#stage.close();
    if (document.fullscreenElement) document.exitFullscreen();
  }

  /** @param {import('../client/room.js').RoomState} state */
  #state(state) {
    // What closed the room is told right after this.
    if (state === 'closed') return queueMicrotask(() => this.#end(this.#lastError));
    if (state === 'joined' && this.#notices.has('server')) announce(t('room.reconnected'));
    const away = {title: t('room.reconnecting'), advice: t('room.reconnecting_advice')};
    this.#notice('server', state === 'reconnecting' ? away : null);
    this.#update();
  }

  /** @param {ClientError} error */
  #failed(error) {
    const unreachable = this.#room.participants.find(({id}) => id === error.participant);
    // The tile shows it, too.
    if (unreachable) announce(t('tile.unreachable', {name: unreachable.name}));
    else this.#lastError = error;
  }

  /** @param {Participant} participant */
  #show(participant) {
    const {id, name, media, connection, speaking, bars, stream, screen} = participant;
    const note = connection === 'unreachable' ? `${t('tile.unreachable', {name})}. ${t('tile.unreachable_advice')}`
      : connection === 'connecting' ? t('tile.connecting') : '';
    const tile = this.#stage.tile(id);
    tile.stream = stream;
    const look = {name, label: name, muted: !media.audio, dark: !media.video || !stream, speaking, bars};
    tile.update({...look, recording: media.recording === true, note});
    this.#showRecording(id, name, media.recording === true);
    if (screen) {
      const shared = this.#stage.tile(`${id}/screen`, {screen: true});
      shared.stream = screen;
      shared.update({name, label: t('tile.screen', {name}), muted: false, dark: false, speaking: false});
    } else this.#stage.remove(`${id}/screen`);
    this.#showPeople();
  }

  /** @param {Participant} participant @param {import('../client/room.js').LeaveReason} reason */
  #gone({id, name}, reason) {
    // When the room is closed it is not they who have left.
    if (this.#room.state !== 'closed') announce(t(`room.${reason}`, {name}));
    this.#stage.remove(id);
    this.#stage.remove(`${id}/screen`);
    this.#showRecording(id, name, false);
    this.#showPeople();
  }

  /** Nobody is recorded without being told. @param {string} id @param {string} name @param {boolean} records */
  #showRecording(id, name, records) {
    if (this.#recorders.has(id) === records) return;
    if (records) this.#recorders.set(id, name);
    else this.#recorders.delete(id);
    announce(t(records ? 'room.recording_starts' : 'room.recording_ends', {name}));
    const names = [...this.#recorders.values()].join(', ');
    this.#notice('recording', names ? {title: t('room.recorded'), advice: t('room.recorded_by', {names}), calm: true} : null);
  }

  #sendMedia() {
    const {camera, microphone} = this.#media;
    this.#room.setMuted(!microphone.on);
    this.#room.setAudio(microphone.track);
    this.#room.setVideo(camera.track);
    this.#update();
  }

  /** Oneself: the tile, the buttons, what is wrong. */
  #update() {
    const {camera, microphone, devices} = this.#media;
    const room = this.#room;
    const tile = this.#stage.tile('self', {own: true});
    tile.track = camera.track;
    this.#showSelf();
    this.#controls.showMedia(this.#media);
    this.#controls.showSharing(room.media.screen);
    const stop = {text: t('room.stop_sharing'), run: () => room.stopScreen()};
    this.#notice('sharing', room.media.screen ? {title: t('room.sharing'), advice: '', calm: true, action: stop} : null);
    if (microphone.active) this.#notices.delete('muted');
    this.#notices.delete('devices0');
    this.#notices.delete('devices1');
    describeDevices(devices).forEach((problem, index) => this.#notices.set(`devices${index}`, problem));
    this.#showNotices();
    this.#showPeople();
  }

  get #ownName() { return this.#room.self?.name ?? ''; }

  get #speaking() { return this.#media.microphone.active && performance.now() - this.#spokeAt < speechHold; }

  #showSelf() {
    const {camera, microphone} = this.#media;
    const name = this.#ownName;
    const look = {name, label: t('tile.you', {name}), muted: !microphone.active, dark: !camera.active, speaking: this.#speaking};
    this.#stage.tile('self', {own: true}).update(look);
  }

  #listen() {
    const {active, track} = this.#media.microphone;
    const before = this.#speaking;
    if (active && this.#loudness.of(track) > speech) this.#spokeAt = performance.now();
    if (this.#speaking !== before) this.#showSelf();
  }

  #showPeople() {
    const {id = '', moderator = false} = this.#room.self ?? {};
    const own = {id, name: this.#ownName, moderator};
    const others = this.#room.participants.map(({id, name, media, moderator}) => ({
      id, name, label: name, muted: !media.audio, recording: media.recording === true, moderator,
    }));
    const {name} = own;
    this.#people.update([{...own, label: t('tile.you', {name}), muted: !this.#media.microphone.active, recording: false}, ...others]);
    this.#controls.showCount(others.length + 1);
    const invite = {text: t('invite.button'), run: () => this.#invite()};
    this.#notice('alone', others.length === 0 ? {title: t('room.alone'), advice: '', calm: true, action: invite} : null);
  }

  #showUnread() {
    const {unread} = this.#chat;
    this.#controls.showUnread(unread);
    document.title = `${unread ? `(${unread}) ` : ''}${t('room.title', {room: this.#name})}`;
  }

  /** @param {'chat' | 'people'} name */
  #toggle(name) {
    const opens = this.#panel(name).hidden !== false;
    for (const each of /** @type {const} */ (['chat', 'people'])) this.#panel(each).hidden = !opens || each !== name;
    this.#view.classList.toggle('has-panel', opens);
    this.#controls.showPanel(opens ? name : null);
    if (!opens) this.#controls.button(name).focus();
    else if (name === 'chat') this.#chat.opened();
    else this.#people.opened();
  }

  #back() {
    const open = /** @type {const} */ (['chat', 'people']).find(name => !this.#panel(name).hidden);
    if (open) this.#toggle(open);
    else this.#stage.pin(null);
  }

  #invite() {
    openDialog(t('invite.title'), invitation(this.#name));
  }

  #openDevices() {
    const content = document.createElement('div');
    content.className = 'devices';
    const form = new DeviceForm(content, this.#media);
    openDialog(t('control.devices'), content, () => form.close());
  }

  async #toggleScreen() {
    if (this.#room.media.screen) return this.#room.stopScreen();
    this.#notice('screen', null);
    try {
      this.#room.shareScreen(await openScreen());
    } catch (error) {
      // Whoever thought better of it knows that.
      if (!(error instanceof ClientError) || error.code === 'permission-denied') return;
      this.#notice('screen', {...describe(error, t('device.a_screen')), dismiss: () => this.#notice('screen', null)});
    }
  }

  /** @param {string} text */
  #send(text) {
    try {
      this.#room.sendChat(text);
      this.#notice('chat', null);
    } catch (error) {
      this.#notice('chat', describe(error));
    }
  }

  /** @param {string} by */
  #muted(by) {
    this.#media.microphone.set(false);
    this.#notice('muted', {title: t('room.mute_requested', {name: by}), advice: t('room.mute_requested_advice'), calm: true, dismiss: () => this.#notice('muted', null)});
  }

  /** @param {string} key @param {Problem | null} problem null: it is over */
  #notice(key, problem) {
    if (problem) this.#notices.set(key, problem);
    else this.#notices.delete(key);
    this.#showNotices();
  }

  #showNotices() {
    showProblems(find(this.#view, '.banners', HTMLElement), [...this.#notices.values()]);
  }
}
