// A client of a vchat server (docs/protocol.md), as small as a two-person call allows.
import {startCamera} from './camera.js';

let socket, connection, session, peer, bothJoined;
const tracks = [];
const early = [];  // candidates that came before the description
let options;

function tell(event, details = {}) {
  window.report(JSON.stringify({event, name: options.name, ...details}));
}

function send(message) {
  socket.send(JSON.stringify(message));
}

function watchFirstFrame(video) {
  video.requestVideoFrameCallback((now, frame) => {
    tell('first-frame', {ms: performance.now() - bothJoined, width: frame.width, height: frame.height});
  });
}

function makeConnection() {
  connection = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  connection.onicecandidate = ({candidate}) => send({
    type: 'ice-candidate', to: peer, session,
    candidate: candidate && {
      candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex,
    },
  });
  connection.onconnectionstatechange = () => tell('state', {state: connection.connectionState});
  const stream = new MediaStream();
  const other = document.getElementById('other');
  connection.ontrack = ({track}) => {
    stream.addTrack(track);
    other.srcObject = stream;
    if (track.kind === 'video') watchFirstFrame(other);
  };
}

/** One stream for both, so that the other side keeps them in step. */
function addTracks() {
  const stream = new MediaStream(tracks);
  for (const track of tracks) connection.addTrack(track, stream);
  const video = connection.getTransceivers().find(each => each.sender.track?.kind === 'video');
  const wanted = RTCRtpReceiver.getCapabilities('video').codecs.filter(each => /VP8|rtx/i.test(each.mimeType));
  video?.setCodecPreferences(wanted);
}

async function limitBitrate() {
  for (const sender of connection.getSenders()) {
    if (sender.track?.kind !== 'video') continue;
    const parameters = sender.getParameters();
    parameters.encodings[0].maxBitrate = options.bitrate;
    await sender.setParameters(parameters);
  }
}

async function describe(type) {
  const description = type === 'offer' ? await connection.createOffer() : await connection.createAnswer();
  await connection.setLocalDescription(description);
  send({type, to: peer, session, sdp: description.sdp, ...(type === 'offer' && {purpose: 'call'})});
}

async function setRemote(type, sdp) {
  await connection.setRemoteDescription({type, sdp});
  for (const candidate of early.splice(0)) await connection.addIceCandidate(candidate);
}

const handlers = {
  'room-users': async ({self, users}) => {
    if (users.length > 0) bothJoined = performance.now();
    tell('joined', {id: self.id, users: users.length});
  },
  'user-joined': async ({user}) => {
    bothJoined = performance.now();
    peer = user.id;
    session = Math.random().toString(36).slice(2);
    makeConnection();
    addTracks();
    connection.createDataChannel('chat');
    await describe('offer');
    await limitBitrate();
  },
  'offer': async ({from, session: id, sdp}) => {
    peer = from;
    session = id;
    makeConnection();
    addTracks();
    await setRemote('offer', sdp);
    await describe('answer');
    await limitBitrate();
  },
  'answer': async ({sdp}) => setRemote('answer', sdp),
  'ice-candidate': async ({candidate}) => {
    if (candidate === null) return;
    if (connection?.remoteDescription) await connection.addIceCandidate(candidate);
    else early.push(candidate);
  },
  'error': async ({code, message}) => tell('error', {code, message}),
};

/** A device by a part of its label. */
async function device(kind, label) {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const found = devices.find(each => each.kind === kind && each.label.includes(label));
  if (!found) throw new Error(`no ${kind} ${label} among ${devices.map(each => each.label).join(', ')}`);
  return found.deviceId;
}

async function openDevices() {
  tracks.push(await startCamera(options.source));
  document.getElementById('own').srcObject = new MediaStream(tracks);
  if (!options.microphone) return;
  await navigator.mediaDevices.getUserMedia({audio: true});  // shows the labels
  const deviceId = {exact: await device('audioinput', options.microphone)};
  tracks.push(...(await navigator.mediaDevices.getUserMedia({audio: {deviceId}})).getAudioTracks());
  await document.getElementById('other').setSinkId(await device('audiooutput', options.speaker));
}

/** Opens camera and sound; join() enters the room. */
window.prepare = async given => {
  options = given;
  await openDevices();
};

window.join = () => {
  let queue = Promise.resolve();
  socket = new WebSocket(options.url, 'vchat.v1');
  socket.onopen = () => send({
    type: 'join-room', room: options.room, name: options.name, codecs: ['VP8'],
    media: {audio: true, video: true, screen: false},
  });
  socket.onmessage = ({data}) => {
    const message = JSON.parse(data);
    queue = queue.then(() => handlers[message.type]?.(message)).catch(error => tell('error', {message: String(error)}));
  };
  socket.onclose = ({code}) => tell('closed', {code});
};

window.inboundStats = async () => {
  const all = [...(await connection.getStats()).values()];
  const video = all.find(each => each.type === 'inbound-rtp' && each.kind === 'video');
  const codec = all.find(each => each.id === video.codecId);
  const sent = all.find(each => each.type === 'outbound-rtp' && each.kind === 'video');
  return {codec: codec.mimeType, width: video.frameWidth, height: video.frameHeight, fps: video.framesPerSecond,
          framesDecoded: video.framesDecoded, bytesReceived: video.bytesReceived, targetBitrate: sent.targetBitrate,
          encoder: sent.encoderImplementation};
};
