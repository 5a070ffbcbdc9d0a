// Puts the page together.

import { FaceView } from './face_view.js';
import { Microphone } from './microphone.js';
import { Plan } from './plan.js';
import { RobotState } from './robot_state.js';
import { Speaker } from './speaker.js';
import { StageLine } from './stage_line.js';
import { Subtitles } from './subtitles.js';
import { TryOut } from './try_out.js';
import { WireLog } from './wire_log.js';

const $ = (id) => document.getElementById(id);
const data = (name) => fetch(new URL(name, import.meta.url)).then((answer) => answer.json());
const [parameters, gestures] = await Promise.all(['parameters.json', 'gestures.json'].map(data));

const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
const state = new RobotState();
const line = new StageLine(`${scheme}://${location.host}/v1/stage`);
const speaker = new Speaker($('sound'), state, line);
const microphone = new Microphone({ button: $('microphone'), note: $('microphone-note'), state, line });
const view = new FaceView({
  room: $('room'), body: $('body'), state, parameters, gestures, loudness: (now) => speaker.loudness(now),
  // ?quality=0 is the best, 2 the least; by default what this computer can do.
  quality: new URLSearchParams(location.search).has('quality') ? Number(new URLSearchParams(location.search).get('quality')) : null,
});
const subtitles = new Subtitles($('subtitle'), $('spoken'), state);
const plan = new Plan({ svg: $('plan'), list: $('list'), form: $('person'), state, line, view, onSelect: () => {} });
const log = new WireLog({
  list: $('lines'), filter: $('filter'), kinds: document.querySelectorAll('#wire input[type=checkbox]'), pause: $('pause'),
  clear: $('clear'), count: $('count'), line,
});
const tryOut = new TryOut({ root: $('try'), line, gestures, state });

$('address').textContent = `${scheme}://${location.host}/v1/events`;
$('add').addEventListener('click', () => plan.add());
$('person').querySelector('.look').addEventListener('click', () => plan.look());
$('person').querySelector('.remove').addEventListener('click', () => plan.remove());
$('person').addEventListener('submit', (event) => {
  event.preventDefault();
  const input = event.target.elements.sentence;
  line.send({ do: 'say', id: plan.selected, text: input.value.trim() || input.placeholder });
  input.value = '';
});
$('unlock').addEventListener('submit', (event) => {
  event.preventDefault();
  line.send({ do: 'unlock', key: $('key').value });
  $('key').value = '';
});

function update() {
  const { speech, listen, attend, settings } = state.sections;
  const chip = (id, text, isOn) => {
    $(id).textContent = text;
    $(id).classList.toggle('on', isOn);
  };
  const programs = settings.clients === 1 ? '1 program' : `${settings.clients ?? 0} programs`;
  chip('link', state.isThere ? `ready, ${programs}` : 'not there', state.isThere);
  $('link').classList.toggle('lost', !state.isThere);
  chip('speaking', speech ? 'speaking' : 'silent', state.isThere && Boolean(speech));
  chip('listening', listen.on ? 'listening' : 'not listening', state.isThere && listen.on);
  chip('attending', `attending ${attend.current}`, state.isThere && attend.current !== 'nobody');
  subtitles.update();
  plan.update();
  tryOut.update();
  speaker.setVolume();
}

line.addEventListener('message', ({ detail: message }) => {
  if (message.type === 'locked') {
    $('unlock').hidden = false;
    $('wrong').textContent = message.wrong ? 'That is not the key.' : '';
    return;
  }
  if (message.type === 'snapshot') {
    $('unlock').hidden = true;
    $('away').hidden = true;
    state.isThere = true;
    speaker.ask();
    log.ask();
  }
  if (message.type === 'snapshot' || message.type === 'change') {
    state.take(message);
    update();
  } else if (message.type === 'sound') {
    speaker.take(message);
  } else if (message.type === 'wire') {
    log.take(message);
  } else if (message.type === 'mistake' && message.do === 'microphone') {
    microphone.refuse(message.text);
  } else if (message.type === 'mistake' || message.error) {
    $('mistake').textContent = message.text ?? message.error;
  }
});

line.addEventListener('closed', () => {
  state.isThere = false;
  state.sections.speech = null;
  state.sections.voices = [];
  speaker.silence();
  $('away').textContent = 'The robot is not there. Trying again…';
  $('away').hidden = false;
  update();
});

// For tests, and for the curious: what the page knows.
window.furhat = { state, view, line };
