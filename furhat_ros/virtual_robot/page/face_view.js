// Shows the robot: brings together what it is told, what it does by itself and where it looks, frame by frame.

import { Attention } from './attention.js';
import { lookOf } from './characters.js';
import { Expression } from './expression.js';
import { paintFace } from './face_paint.js';
import { Figure } from './figure.js';
import { FlatFigure } from './flat_figure.js';
import { IdleLife } from './idle_life.js';
import { mouthAt, mouthByLoudness } from './lips.js';
import { paintRoom } from './room.js';

// From the best down: the size of the painted face, and pixels of the picture for one of the screen. A computer that draws
// without a graphics card gets less.
const QUALITY = [
  { texture: 1024, most: 2 },
  { texture: 512, most: 1 },
  { texture: 384, most: 0.6 },
];
// Milliseconds for a frame beyond which it is too slow, and of slow frames that are put up with.
const TOO_SLOW = 55;
const PATIENCE = 1500;
const radians = (degrees) => (degrees * Math.PI) / 180;
const matches = (query) => window.matchMedia(query);

export class FaceView {
  constructor({ room, body, state, loudness, parameters, gestures, quality }) {
    this.room = room;
    this.body = body;
    this.state = state;
    this.loudness = loudness;
    this.expression = new Expression(parameters, gestures);
    this.idle = new IdleLife();
    this.attention = new Attention();
    this.face = document.createElement('canvas');
    try {
      this.figure = new Figure(body);
    } catch (error) {
      this.figure = new FlatFigure(body);
    }
    // Where both canvases are drawn by the processor, the painted face need not go to the graphics card and back.
    this.face.getContext('2d', { alpha: false, willReadFrequently: this.figure.isSoftware });
    this.calm = matches('(prefers-reduced-motion: reduce)');
    this.dark = matches('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', () => this.resize());
    this.isFixed = quality !== null;
    this.quality = QUALITY[quality] ? quality : (this.figure.isSoftware ? 1 : 0);
    this.slow = 0;
    this.shown = 0;
    this.closed = 1;
    this.seen = { controls: '', frame: '', led: null };
    this.pose = { yaw: 0, pitch: 0, roll: 0 };
    this.gazeYaw = 0;
    this.frames = 0;
    this.last = performance.now();
    new ResizeObserver(() => this.resize()).observe(room.parentElement);
    this.resize();
    const next = (now) => {
      this.frame(now);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }

  resize() {
    const { clientWidth, clientHeight } = this.room.parentElement;
    const { texture, most } = QUALITY[this.quality];
    const ratio = Math.min(most, window.devicePixelRatio || 1);
    this.face.width = texture;
    this.face.height = texture;
    this.seen.controls = '';
    for (const canvas of [this.room, this.body]) {
      canvas.width = Math.max(1, Math.round(clientWidth * ratio));
      canvas.height = Math.max(1, Math.round(clientHeight * ratio));
    }
    paintRoom(this.room, this.figure.tableEdge(this.room.width / this.room.height), this.dark.matches);
    this.seen.frame = '';
  }

  frame(now) {
    const seconds = Math.min(0.5, Math.max(0, (now - this.last) / 1000));
    this.beQuickEnough(now - this.last);
    this.last = now;
    const { sections, headLimit } = this.state;
    const time = now / 1000;
    const there = this.state.isThere;
    const robotTime = this.state.now();
    const idle = there && !this.calm.matches ? sections.face.idle : {};
    const layers = [
      this.idle.at(time, { ...idle, blinking: idle.blinking && !sections.eyes_closed }),
      sections.face.params,
      ...this.expression.playing(sections.gestures, robotTime),
      this.mouth(sections.speech, robotTime),
    ];
    const asleep = sections.eyes_closed || !there ? 1 : 0;
    this.closed += Math.max(-seconds * 4, Math.min(seconds * 4, asleep - this.closed));
    layers.push({ BLINK_LEFT: this.closed, BLINK_RIGHT: this.closed });
    const { controls, degrees } = this.expression.of(layers);
    const { pose, eyes } = this.attention.step(seconds * (this.calm.matches ? 4 : 1), {
      place: there ? this.state.attendedPlace() : null,
      movement: sections.attend.movement,
      headpose: there ? sections.face.headpose : { yaw: 0, pitch: 12, roll: 0, speed: 'slow' },
      limit: headLimit,
    });
    this.addGaze(controls, eyes, degrees);
    this.pose = {
      yaw: pose.yaw + degrees.neckPan, pitch: pose.pitch + degrees.neckTilt, roll: pose.roll + degrees.neckRoll,
    };
    this.gazeYaw = this.pose.yaw + eyes.x * 30;
    const goal = there && sections.face.visible ? 1 : 0;
    this.shown += Math.max(-seconds * 3, Math.min(seconds * 3, goal - this.shown));
    this.show(controls, sections, there ? sections.led : ['#000000']);
  }

  beQuickEnough(milliseconds) {
    if (milliseconds > 2000) return; // the page was in the background
    this.slow = milliseconds > TOO_SLOW && this.drawn ? this.slow + milliseconds : Math.max(0, this.slow - milliseconds);
    if (!this.isFixed && this.slow >= PATIENCE && this.quality < QUALITY.length - 1) this.setQuality(this.quality + 1);
  }

  // From 0, the best, to 2.
  setQuality(quality) {
    this.quality = quality;
    this.slow = 0;
    this.resize();
  }

  addGaze(controls, eyes, degrees) {
    for (const side of ['L', 'R']) {
      // Eyes that look at something near turn in a little.
      const x = controls[`gazeX${side}`] + eyes.x + degrees.gazePan / 30;
      const y = controls[`gazeY${side}`] + eyes.y - degrees.gazeTilt / 30;
      controls[`gazeX${side}`] = Math.max(-1, Math.min(1, x));
      controls[`gazeY${side}`] = Math.max(-1, Math.min(1, y));
    }
  }

  mouth(speech, now) {
    if (!speech) return {};
    const since = now - speech.start;
    if (speech.visemes.length) return mouthAt(speech.visemes, since);
    return mouthByLoudness(this.loudness(now), since);
  }

  // Paints and draws what has changed, and nothing else.
  show(controls, sections, led) {
    const key = `${sections.face.id}${Object.values(controls).map((value) => value.toFixed(2))}`;
    const look = this.seen.faceId === sections.face.id ? this.look : lookOf(sections.face.id);
    this.look = look;
    this.seen.faceId = sections.face.id;
    if (key !== this.seen.controls) {
      paintFace(this.face, controls, look);
      this.figure.setFace(this.face);
    }
    if (led !== this.seen.led) this.figure.setLeds(led);
    const { yaw, pitch, roll } = this.pose;
    const frame = `${[yaw, pitch, roll, this.shown * 50].map((value) => value.toFixed(1))}${this.dark.matches}`;
    this.drawn = key !== this.seen.controls || led !== this.seen.led || frame !== this.seen.frame;
    if (!this.drawn) return;
    this.seen.controls = key;
    this.seen.led = led;
    this.seen.frame = frame;
    this.frames += 1;
    this.figure.draw({
      pose: { yaw: radians(yaw), pitch: radians(pitch), roll: radians(roll) },
      shown: this.shown,
      look,
      isDark: this.dark.matches,
    });
  }
}
