// What a face does by itself: it blinks, it is never quite still, and it may sway. face.config switches each of them.

const wave = (time, period, phase) => Math.sin((2 * Math.PI * time) / period + phase);

export class IdleLife {
  constructor(random = Math.random) {
    this.random = random;
    this.nextBlink = 2;
    this.blinkStart = -1;
    this.glance = [0, 0];
    this.nextGlance = 0;
  }

  // Gives a layer of parameters for a moment, in seconds of the browser.
  at(time, { blinking, microexpressions, head_sway: sway }) {
    return {
      ...(blinking ? this.blink(time) : {}),
      ...(microexpressions ? this.stir(time) : {}),
      ...(sway ? this.sway(time) : {}),
    };
  }

  blink(time) {
    if (time >= this.nextBlink) {
      this.blinkStart = time;
      // Now and then two in a row, as people do.
      this.nextBlink = time + (this.random() < 0.15 ? 0.35 : 2 + 4 * this.random());
    }
    const passed = time - this.blinkStart;
    if (this.blinkStart < 0 || passed > 0.26) return {};
    const closed = passed < 0.09 ? passed / 0.09 : Math.max(0, 1 - (passed - 0.12) / 0.14);
    return { BLINK_LEFT: Math.min(1, closed), BLINK_RIGHT: Math.min(1, closed) };
  }

  stir(time) {
    if (time >= this.nextGlance) {
      this.glance = [(this.random() - 0.5) * 0.09, (this.random() - 0.5) * 0.06];
      this.nextGlance = time + 0.5 + 1.6 * this.random();
    }
    const brows = 0.035 * wave(time, 7.3, 1) + 0.03 * wave(time, 3.1, 4);
    const smile = 0.035 * wave(time, 9.1, 2) + 0.03 * wave(time, 5.3, 5);
    return {
      BROW_UP_LEFT: Math.max(0, brows), BROW_UP_RIGHT: Math.max(0, brows * 0.8),
      MOUTH_SMILE_LEFT: smile, MOUTH_SMILE_RIGHT: smile * 0.85,
      LOOK_LEFT: this.glance[0], LOOK_UP: this.glance[1],
      EYE_SQUINT_LEFT: 0.04 + 0.04 * wave(time, 6.1, 3), EYE_SQUINT_RIGHT: 0.04 + 0.04 * wave(time, 6.1, 3),
    };
  }

  sway(time) {
    return {
      NECK_PAN: 1.6 * wave(time, 7.9, 0) + 0.8 * wave(time, 3.7, 2),
      NECK_TILT: 0.9 * wave(time, 5.9, 1),
      NECK_ROLL: 1.2 * wave(time, 9.7, 3),
    };
  }
}
