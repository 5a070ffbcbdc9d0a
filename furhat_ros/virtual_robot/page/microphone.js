// The microphone of this computer as that of the robot, behind a button. The browser asks whether it may.

const MOST_WAITING = 65536;

const REFUSALS = {
  NotAllowedError: 'The browser does not allow this page the microphone. Allow it beside the address, and try again.',
  NotFoundError: 'This computer has no microphone.',
  NotReadableError: 'The microphone does not work; perhaps another program has it.',
};

export class Microphone {
  constructor({ button, note, state, line }) {
    Object.assign(this, { button, note, state, line });
    this.stream = null;
    button.addEventListener('click', () => (this.stream ? this.turnOff() : this.turnOn()));
  }

  async turnOn() {
    const obstacle = this.obstacle();
    if (obstacle) {
      this.say(obstacle);
      return;
    }
    this.button.disabled = true;
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      await this.listen();
      this.say('Programs hear you now. The robot’s recogniser does not: type what is said.');
    } catch (error) {
      this.turnOff(REFUSALS[error.name] ?? `The microphone does not work: ${error.message}`);
    }
    this.button.disabled = false;
    this.show();
  }

  // Why it cannot work, before the browser is asked.
  obstacle() {
    if (!window.isSecureContext || !navigator.mediaDevices) {
      return 'Browsers give the microphone only to a page from localhost, 127.0.0.1 or https. Open the page on the computer on which the robot runs.';
    }
    return this.state.speed === 1 ? '' : `The robot’s time runs at ${this.state.speed} times the speed of yours; it would hear you in pieces.`;
  }

  async listen() {
    this.context = new AudioContext();
    await this.context.audioWorklet.addModule(new URL('microphone_worklet.js', import.meta.url));
    const pieces = new AudioWorkletNode(this.context, 'pieces', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
    pieces.port.onmessage = ({ data }) => this.send(data);
    this.context.createMediaStreamSource(this.stream).connect(pieces);
    this.stream.getAudioTracks()[0].addEventListener('ended', () => this.turnOff('The microphone is gone.'));
    await this.context.resume();
  }

  // A robot that does not read gets no more: what is late is of no use to it.
  send({ rate, pcm }) {
    if (!this.stream || this.line.socket.bufferedAmount > MOST_WAITING) return;
    this.line.send({ do: 'microphone', rate, pcm: btoa(String.fromCharCode(...new Uint8Array(pcm))) });
  }

  turnOff(reason = '') {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.context?.close();
    this.stream = null;
    this.context = null;
    this.say(reason);
    this.show();
  }

  // The robot will have none of it.
  refuse(reason) {
    if (this.stream) this.turnOff(`The robot does not take this microphone: ${reason}.`);
  }

  show() {
    const isOn = Boolean(this.stream);
    this.button.setAttribute('aria-pressed', String(isOn));
    this.button.querySelector('.label').textContent = isOn ? 'Microphone is on' : 'Microphone on';
  }

  say(text) {
    this.note.textContent = text;
  }
}
