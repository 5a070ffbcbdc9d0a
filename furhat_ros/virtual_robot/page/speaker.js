// The robot's loudspeaker, by Web Audio, behind a button: browsers play nothing before somebody has clicked.

const LEAD = 0.06;
const KEPT = 30;

export class Speaker {
  constructor(button, state, line) {
    this.button = button;
    this.state = state;
    this.line = line;
    this.levels = [];
    this.sounding = new Set();
    this.isOn = false;
    button.addEventListener('click', () => this.turn(!this.isOn));
  }

  async turn(isOn) {
    this.isOn = isOn;
    this.button.setAttribute('aria-pressed', String(isOn));
    this.button.querySelector('.label').textContent = isOn ? 'Sound is on' : 'Sound on';
    if (isOn && !this.context) {
      this.context = new AudioContext();
      this.volume = this.context.createGain();
      this.volume.connect(this.context.destination);
    }
    if (isOn) await this.context.resume();
    else this.silence();
    this.ask();
    this.setVolume();
  }

  // Tells the robot what this page wants; after each new connection, too.
  ask() {
    this.line.send({ do: 'watch', sound: this.isOn });
  }

  setVolume() {
    if (this.volume) this.volume.gain.value = (this.state.sections.settings.volume ?? 70) / 100;
  }

  take(message) {
    if ('cut' in message) {
      this.levels = this.levels.filter(({ start }) => start < message.cut).map((each) => ({ ...each, end: Math.min(each.end, message.cut) }));
      this.silence();
      return;
    }
    this.levels.push(message);
    if (this.levels.length > KEPT * 8) this.levels.splice(0, KEPT * 4);
    if (!this.isOn) return;
    if (message.pcm) this.play(message);
    else if (message.pitch) this.hum(message);
  }

  // How loud the speaker is at a time of the robot, from 0 to 1.
  loudness(now) {
    for (let i = this.levels.length - 1; i >= 0; i -= 1) {
      const { start, end, levels } = this.levels[i];
      if (start <= now && now < end) return levels ? levels[Math.min(levels.length - 1, Math.floor((now - start) * 20))] ?? 0 : 0.4;
    }
    return 0;
  }

  // When something that sounds at a time of the robot sounds here.
  at(start) {
    return this.context.currentTime + (start - this.state.now()) / this.state.speed + LEAD;
  }

  play({ start, rate, pcm }) {
    const bytes = Uint8Array.from(atob(pcm), (letter) => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const buffer = this.context.createBuffer(1, Math.max(1, bytes.length / 2), Math.max(3000, rate));
    const samples = buffer.getChannelData(0);
    for (let i = 0; i < samples.length && 2 * i + 1 < bytes.length; i += 1) samples[i] = view.getInt16(2 * i, true) / 32768;
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.playbackRate.value = (rate / buffer.sampleRate) * this.state.speed;
    source.connect(this.volume);
    const when = this.at(start);
    const late = Math.max(0, this.context.currentTime - when);
    if (late * this.state.speed < buffer.duration) this.run(source, when + late, late * this.state.speed);
  }

  hum({ start, end, pitch }) {
    const from = Math.max(this.context.currentTime, this.at(start));
    const to = this.at(end);
    if (to <= from) return;
    const tone = this.context.createOscillator();
    const swell = this.context.createGain();
    tone.setPeriodicWave(this.context.createPeriodicWave(new Float32Array([0, 0, 0, 0]), new Float32Array([0, 0.6, 0.3, 0.2])));
    tone.frequency.value = pitch;
    swell.gain.setValueAtTime(0, from);
    swell.gain.linearRampToValueAtTime(0.22, from + 0.02);
    swell.gain.setValueAtTime(0.22, Math.max(from + 0.02, to - 0.03));
    swell.gain.linearRampToValueAtTime(0, to);
    tone.connect(swell).connect(this.volume);
    this.run(tone, from);
    tone.stop(to + 0.01);
  }

  run(source, when, offset) {
    this.sounding.add(source);
    source.onended = () => this.sounding.delete(source);
    if (offset === undefined) source.start(when);
    else source.start(when, offset);
  }

  silence() {
    for (const source of this.sounding) source.stop();
    this.sounding.clear();
  }
}
