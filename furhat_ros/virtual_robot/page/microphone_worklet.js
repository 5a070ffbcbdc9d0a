// In the thread of the sound: what the microphone gives, as samples of 16 bits at about 16 kHz, in pieces of a twentieth of a second.

const RATE = 16000;
const PIECES = 20;

class Pieces extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = Math.max(1, Math.round(sampleRate / RATE));
    this.rate = Math.round(sampleRate / this.step);
    this.clear();
    this.sum = 0;
    this.summed = 0;
  }

  clear() {
    this.piece = new Int16Array(Math.floor(this.rate / PIECES));
    this.length = 0;
  }

  process([[samples]]) {
    for (const sample of samples ?? []) {
      this.sum += sample;
      this.summed += 1;
      if (this.summed === this.step) this.add();
    }
    return true;
  }

  // Adds the mean of as many samples as become one.
  add() {
    this.piece[this.length] = Math.max(-1, Math.min(1, this.sum / this.step)) * 32767;
    this.length += 1;
    this.sum = 0;
    this.summed = 0;
    if (this.length < this.piece.length) return;
    this.port.postMessage({ rate: this.rate, pcm: this.piece.buffer }, [this.piece.buffer]);
    this.clear();
  }
}

registerProcessor('pieces', Pieces);
