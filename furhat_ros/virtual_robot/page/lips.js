// What the mouth does while the robot speaks: the shapes that the robot tells with their times, or what loudness tells.

// The robot's shapes, and the parameter that shows each; at rest the mouth does nothing.
export const SHAPES = {
  pressed: 'PHONE_B_M_P', lip: 'PHONE_F_V', tongue: 'PHONE_TH', teeth: 'PHONE_D_S_T', back: 'PHONE_K', mid: 'PHONE_EH',
  wide: 'PHONE_EE', open: 'PHONE_AAH', oh: 'PHONE_OH', round: 'PHONE_OOH_Q',
};

// Neighbouring sounds melt into each other over this time, in seconds to each side.
const BLUR = 0.06;
// People who speak open their mouths less than they can.
const EFFORT = 0.8;

// How much of each shape the mouth shows at a time, as parameters; `visemes` are [seconds, shape], each until the next one.
export function mouthAt(visemes, time) {
  const weights = {};
  for (let i = 0; i < visemes.length; i += 1) {
    const [start, shape] = visemes[i];
    const end = i + 1 < visemes.length ? visemes[i + 1][0] : start + 0.2;
    if (end < time - BLUR) continue;
    if (start > time + BLUR) break;
    const name = SHAPES[shape];
    const overlap = Math.min(end, time + BLUR) - Math.max(start, time - BLUR);
    if (name) weights[name] = (weights[name] ?? 0) + (EFFORT * Math.max(0, overlap)) / (2 * BLUR);
  }
  return weights;
}

// Of sound that nobody has spelled only its loudness is known.
export function mouthByLoudness(level, time) {
  const open = Math.min(1, level * 2.4);
  const colour = 0.5 + 0.5 * Math.sin(time * 9);
  return { PHONE_AAH: open * (0.35 + 0.4 * colour), PHONE_EH: open * 0.35, PHONE_OH: open * 0.4 * (1 - colour) };
}
