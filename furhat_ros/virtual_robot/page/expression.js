// From what the robot is told (parameters, gestures, speech) to the controls that the face is painted by.
// L and R are the robot's own sides.

const SIDED = [
  'browInner', 'browOuter', 'browIn', 'lid', 'wide', 'squint', 'gazeX', 'gazeY', 'smile', 'frown', 'stretch', 'upperUp',
  'lowerDown', 'cheek', 'sneer', 'dimple',
];
const MIDDLE = [
  'pucker', 'funnel', 'jaw', 'jawX', 'press', 'rollU', 'rollL', 'mouthX', 'mouthClose', 'puff', 'tongue', 'tongueUp',
  'shrugU', 'shrugL',
];
const DEGREES = ['gazePan', 'gazeTilt', 'neckPan', 'neckTilt', 'neckRoll'];

export const CONTROLS = [...SIDED.flatMap((name) => [`${name}L`, `${name}R`]), ...MIDDLE];

// A face at rest is friendly.
const REST = { smileL: 0.24, smileR: 0.24 };

const ease = (t) => t * t * (3 - 2 * t);

// The parameters of a gesture some seconds after its start. `frames` are [seconds, parameters], in its natural length.
export function gestureAt(frames, seconds, duration, intensity) {
  const natural = frames[frames.length - 1][0];
  const time = duration > 0 ? (seconds * natural) / duration : natural;
  if (time < 0 || time > natural) return {};
  const next = frames.findIndex(([at]) => at >= time);
  const [to, after] = frames[next];
  const [from, before] = next > 0 ? frames[next - 1] : [0, {}];
  const share = to > from ? ease((time - from) / (to - from)) : 1;
  const result = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    result[name] = ((before[name] ?? 0) * (1 - share) + (after[name] ?? 0) * share) * intensity;
  }
  return result;
}

export class Expression {
  // What each parameter does to the controls, and the keyframes of each gesture.
  constructor(parameters, gestures) {
    this.parameters = parameters;
    this.gestures = gestures;
  }

  // Gives {controls, degrees}. `layers` are objects of parameter names and values, added up.
  of(layers) {
    const sum = Object.fromEntries([...CONTROLS, ...DEGREES].map((name) => [name, REST[name] ?? 0]));
    for (const layer of layers) {
      for (const [name, value] of Object.entries(layer)) {
        for (const [control, weight] of Object.entries(this.parameters[name] ?? {})) sum[control] += weight * value;
      }
    }
    // Lips that smile do not get as round as others.
    const smile = Math.max(0, Math.min(1, (sum.smileL + sum.smileR) / 2 - REST.smileL));
    sum.pucker *= 1 - 0.5 * smile;
    sum.funnel *= 1 - 0.5 * smile;
    const degrees = Object.fromEntries(DEGREES.map((name) => [name, Math.max(-50, Math.min(50, sum[name]))]));
    const controls = {};
    for (const name of CONTROLS) controls[name] = Math.max(-1.2, Math.min(1.2, sum[name]));
    return { controls, degrees };
  }

  // The layers of the gestures that run at a time of the robot.
  playing(running, now) {
    return running
      .filter(({ name }) => this.gestures[name])
      .map(({ name, start, duration, intensity }) => gestureAt(this.gestures[name], now - start, duration, intensity));
  }
}
