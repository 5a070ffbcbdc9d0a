// Paints the face that the projector throws on the mask: flat, seen from the front, from controls (see expression.js).
// Units: 1 is half the height of the face; x grows to the viewer's right (the robot's left), y downwards.

export const SPAN = { top: -1.1, size: 2.2 };

const EYE_X = 0.295;
const EYE_Y = -0.13;
const MOUTH_Y = 0.47;
const SIDES = [
  ['R', -1],
  ['L', 1],
];

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
const mix = (a, b, share) => a + (b - a) * share;

export function paintFace(canvas, controls, look) {
  const ctx = canvas.getContext('2d', { alpha: false });
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(stillSkin(canvas.width, look), 0, 0);
  useUnits(ctx);
  paintSkin(ctx, controls, look);
  paintNose(ctx, controls, look);
  for (const [side, sign] of SIDES) paintEye(ctx, controls, look, side, sign);
  paintBeard(ctx, controls, look);
  paintMouth(ctx, controls, look);
  for (const [side, sign] of SIDES) paintBrow(ctx, controls, look, side, sign);
}

function useUnits(ctx) {
  const { width } = ctx.canvas;
  const scale = width / SPAN.size;
  ctx.setTransform(scale, 0, 0, scale, width / 2, -SPAN.top * scale);
}

let still = null;

// What does not move is painted once for each face.
function stillSkin(width, look) {
  if (still?.look !== look || still.canvas.width !== width) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = width;
    const ctx = canvas.getContext('2d', { alpha: false });
    useUnits(ctx);
    paintStillSkin(ctx, look);
    still = { look, canvas };
  }
  return still.canvas;
}

function glow(ctx, x, y, rx, ry, colour, strength) {
  if (strength <= 0.003) return;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(rx, ry);
  const soft = ctx.createRadialGradient(0, 0, 0, 0, 0, 1);
  soft.addColorStop(0, tint(colour, strength));
  soft.addColorStop(0.5, tint(colour, strength * 0.45));
  soft.addColorStop(1, tint(colour, 0));
  ctx.fillStyle = soft;
  ctx.fillRect(-1, -1, 2, 2);
  ctx.restore();
}

export function tint(hex, alpha) {
  const number = parseInt(hex.slice(1), 16);
  return `rgba(${number >> 16},${(number >> 8) & 255},${number & 255},${clamp(alpha, 0, 1)})`;
}

export function blend(first, second, share) {
  const a = parseInt(first.slice(1), 16);
  const b = parseInt(second.slice(1), 16);
  const part = (shift) => Math.round(mix((a >> shift) & 255, (b >> shift) & 255, share));
  return `#${((1 << 24) | (part(16) << 16) | (part(8) << 8) | part(0)).toString(16).slice(1)}`;
}

function paintStillSkin(ctx, look) {
  ctx.fillStyle = look.skin;
  ctx.fillRect(-1.5, -1.5, 3, 3.2);
  const dark = look.shade;
  const light = blend(look.skin, '#ffffff', 0.4);
  glow(ctx, 0, -0.52, 0.7, 0.4, light, 0.26);
  for (const [, sign] of SIDES) {
    glow(ctx, sign * 0.46, 0.2, 0.31, 0.24, look.blush, look.rosy);
    glow(ctx, sign * EYE_X, EYE_Y - 0.02, 0.27, 0.21, dark, 0.26);
    glow(ctx, sign * 0.72, 0.15, 0.24, 0.8, dark, 0.18);
    glow(ctx, sign * 0.37, 0.8, 0.3, 0.3, dark, 0.16);
  }
  if (look.freckles) paintFreckles(ctx, look);
  glow(ctx, 0, 0.05, 0.075, 0.24, blend(look.skin, '#ffffff', 0.6), 0.16);
  glow(ctx, 0, 0.235, 0.2, 0.075, dark, 0.5);
}

function paintSkin(ctx, c, look) {
  const dark = look.shade;
  const light = blend(look.skin, '#ffffff', 0.4);
  glow(ctx, 0, 0.82 + 0.1 * c.jaw, 0.24, 0.16, light, 0.22);
  for (const [side, sign] of SIDES) {
    const lift = 0.06 * Math.max(c[`smile${side}`], c[`cheek${side}`]);
    glow(ctx, sign * 0.46, 0.2 - lift, 0.28, 0.2, look.blush, 0.16 * c[`smile${side}`]);
    glow(ctx, sign * 0.44, 0.1 - lift, 0.2, 0.13, light, 0.2 + 0.14 * c[`cheek${side}`] + 0.3 * c.puff);
    paintFold(ctx, c, look, side, sign);
    const frown = clamp(c[`browIn${side}`] * 0.8 - c[`browInner${side}`] * 0.5, 0, 1);
    glow(ctx, sign * 0.055, -0.33, 0.028, 0.11, dark, 0.55 * frown);
  }
  const raised = clamp((c.browInnerL + c.browInnerR + c.browOuterL + c.browOuterR) / 4, 0, 1);
  for (const line of [0, 1]) {
    ctx.beginPath();
    ctx.moveTo(-0.32, -0.56 - line * 0.09);
    ctx.quadraticCurveTo(0, -0.61 - line * 0.09, 0.32, -0.56 - line * 0.09);
    ctx.strokeStyle = tint(dark, 0.24 * raised);
    ctx.lineWidth = 0.016;
    ctx.stroke();
  }
}

// The fold from the nose to the corner of the mouth, which a smile deepens, and what the nose does in disgust.
function paintFold(ctx, c, look, side, sign) {
  const smile = clamp(c[`smile${side}`], 0, 1);
  const sneer = clamp(c[`sneer${side}`], 0, 1);
  const depth = 0.02 + 0.11 * smile + 0.22 * sneer + 0.1 * c[`upperUp${side}`];
  const corner = cornerOf(c, side, sign, look);
  const pen = ctx.createLinearGradient(0, 0.14, 0, corner.y + 0.04);
  pen.addColorStop(0, tint(look.shade, 0));
  pen.addColorStop(0.45, tint(look.shade, depth));
  pen.addColorStop(1, tint(look.shade, 0));
  ctx.beginPath();
  ctx.moveTo(sign * 0.13, 0.13 - 0.03 * sneer);
  ctx.bezierCurveTo(
    sign * 0.22, 0.2 - 0.04 * smile,
    corner.x + sign * 0.0, corner.y - 0.17,
    corner.x + sign * (0.055 + 0.012 * smile), corner.y - 0.05,
  );
  ctx.lineCap = 'round';
  for (const width of [0.05, 0.024]) {
    ctx.strokeStyle = pen;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  if (sneer > 0.02) {
    for (const line of [0, 1]) {
      ctx.beginPath();
      ctx.moveTo(sign * 0.05, 0.0 - line * 0.06);
      ctx.quadraticCurveTo(sign * 0.1, -0.03 - line * 0.06, sign * 0.13, 0.01 - line * 0.06);
      ctx.strokeStyle = tint(look.shade, 0.2 * sneer);
      ctx.lineWidth = 0.014;
      ctx.stroke();
    }
  }
}

function paintFreckles(ctx, look) {
  ctx.fillStyle = tint(look.shade, 0.32);
  for (let i = 0; i < 34; i += 1) {
    const a = Math.sin(i * 12.9898) * 43758.5453;
    const b = Math.sin(i * 78.233) * 12543.1234;
    const x = ((a - Math.floor(a)) * 2 - 1) * 0.4;
    const y = 0.06 + (b - Math.floor(b)) * 0.12 + 0.05 * Math.abs(x);
    ctx.beginPath();
    ctx.arc(x, y, 0.0045 + 0.003 * (a - Math.floor(a)), 0, 7);
    ctx.fill();
  }
}

function paintNose(ctx, c, look) {
  const flare = 1 + 0.12 * (c.sneerL + c.sneerR) * 0.5;
  for (const [, sign] of SIDES) {
    glow(ctx, sign * 0.115 * flare, 0.14, 0.075, 0.1, look.shade, 0.3);
    ctx.save();
    ctx.translate(sign * 0.058 * flare, 0.198);
    ctx.rotate(sign * -0.35);
    ctx.scale(0.036 * flare, 0.016);
    ctx.beginPath();
    ctx.arc(0, 0, 1, 0, 7);
    ctx.fillStyle = tint(blend(look.shade, '#1c0808', 0.55), 0.75);
    ctx.fill();
    ctx.restore();
  }
}

function lidsOf(c, side, look) {
  const closed = clamp(c[`lid${side}`], 0, 1);
  const wide = clamp(c[`wide${side}`], 0, 1);
  const squint = clamp(c[`squint${side}`] + 0.55 * c[`cheek${side}`], 0, 1.2);
  const down = clamp(-c[`gazeY${side}`], 0, 1);
  const up = clamp(c[`gazeY${side}`], 0, 1);
  const size = look.eyeScale;
  const upperOpen = (0.093 + 0.049 * wide + 0.012 * up - 0.042 * down - 0.036 * squint) * size;
  const lowerOpen = (0.07 + 0.012 * wide + 0.008 * down - 0.04 * squint) * size;
  const seam = 0.056 * size;
  return { upper: mix(-upperOpen, seam, closed), lower: mix(lowerOpen, seam, closed * closed), closed };
}

function eyeOutline(ctx, x, sign, half, lids, tilt) {
  const inner = { x: x - sign * half, y: EYE_Y + 0.026 - tilt };
  const outer = { x: x + sign * half * 1.04, y: EYE_Y - 0.012 + tilt + 0.02 * lids.closed };
  const bow = 1.36;
  const upper = [
    { x: x - sign * half * 0.5, y: EYE_Y + lids.upper * bow },
    { x: x + sign * half * 0.62, y: EYE_Y + lids.upper * bow * 0.98 },
  ];
  const lower = [
    { x: x + sign * half * 0.6, y: EYE_Y + lids.lower * bow },
    { x: x - sign * half * 0.5, y: EYE_Y + lids.lower * bow * 0.94 },
  ];
  return { inner, outer, upper, lower };
}

function paintEye(ctx, c, look, side, sign) {
  const x = sign * EYE_X;
  const half = 0.158 * look.eyeScale;
  const lids = lidsOf(c, side, look);
  const shape = eyeOutline(ctx, x, sign, half, lids, 0.006);
  const { inner, outer, upper, lower } = shape;
  const opening = lids.lower - lids.upper;

  // The lid itself, a touch darker where it has come down.
  const open = eyeOutline(ctx, x, sign, half, { upper: -0.122 * look.eyeScale, lower: lids.lower, closed: 0 }, 0.006);
  ctx.beginPath();
  ctx.moveTo(open.inner.x, open.inner.y);
  ctx.bezierCurveTo(open.upper[0].x, open.upper[0].y, open.upper[1].x, open.upper[1].y, open.outer.x, open.outer.y);
  ctx.bezierCurveTo(lower[0].x, lower[0].y, lower[1].x, lower[1].y, inner.x, inner.y);
  const lid = ctx.createLinearGradient(0, EYE_Y - 0.14, 0, EYE_Y + lids.upper * 0.9);
  lid.addColorStop(0, tint(look.shade, 0.1));
  lid.addColorStop(0.6, tint(blend(look.skin, '#ffffff', 0.3), 0.42 - 0.1 * lids.closed));
  lid.addColorStop(1, tint(look.shade, 0.42 - 0.2 * lids.closed));
  ctx.fillStyle = lid;
  ctx.fill();

  if (opening > 0.008) {
    ctx.save();
    ctx.beginPath();
    ctx.moveTo(inner.x, inner.y);
    ctx.bezierCurveTo(upper[0].x, upper[0].y, upper[1].x, upper[1].y, outer.x, outer.y);
    ctx.bezierCurveTo(lower[0].x, lower[0].y, lower[1].x, lower[1].y, inner.x, inner.y);
    ctx.closePath();
    ctx.clip();
    const white = ctx.createRadialGradient(x, EYE_Y, 0.03, x, EYE_Y, half * 1.1);
    white.addColorStop(0, '#fffefb');
    white.addColorStop(0.7, look.white);
    white.addColorStop(1, blend(look.white, look.shade, 0.35));
    ctx.fillStyle = white;
    ctx.fillRect(x - 0.3, EYE_Y - 0.3, 0.6, 0.6);
    ctx.fillStyle = tint(blend(look.blush, '#ffffff', 0.2), 0.55);
    ctx.beginPath();
    ctx.arc(inner.x + sign * 0.006, inner.y, 0.022, 0, 7);
    ctx.fill();
    const at = {
      x: x + clamp(c[`gazeX${side}`], -1, 1) * 0.068,
      y: EYE_Y - 0.012 - clamp(c[`gazeY${side}`], -1, 1) * 0.055,
    };
    paintIris(ctx, at.x, at.y, look);
    const shadow = ctx.createLinearGradient(0, EYE_Y + lids.upper - 0.012, 0, EYE_Y + lids.upper + 0.085);
    shadow.addColorStop(0, 'rgba(40,22,24,0.5)');
    shadow.addColorStop(1, 'rgba(40,22,24,0)');
    ctx.fillStyle = shadow;
    ctx.fillRect(x - 0.3, EYE_Y - 0.3, 0.6, 0.6);
    paintCatchlight(ctx, at.x * 0.75 + x * 0.25, at.y * 0.75 + (EYE_Y - 0.014) * 0.25, look);
    ctx.restore();
  }

  // Lashes: a tapered line along the upper lid.
  const thick = look.lashes * (1.15 + 0.25 * lids.closed);
  ctx.beginPath();
  ctx.moveTo(inner.x, inner.y);
  ctx.bezierCurveTo(upper[0].x, upper[0].y, upper[1].x, upper[1].y, outer.x + sign * 0.02, outer.y - 0.012 * (1 - lids.closed));
  ctx.bezierCurveTo(
    upper[1].x + sign * 0.014, upper[1].y - thick * 1.5,
    upper[0].x, upper[0].y - thick * 1.1,
    inner.x, inner.y,
  );
  ctx.fillStyle = tint(look.lash, 0.92);
  ctx.fill();
  // The lower lid and the crease above the eye.
  ctx.beginPath();
  ctx.moveTo(inner.x + sign * 0.02, inner.y + 0.006);
  ctx.bezierCurveTo(lower[1].x, lower[1].y + 0.004, lower[0].x, lower[0].y + 0.004, outer.x, outer.y);
  ctx.strokeStyle = tint(blend(look.shade, look.lash, 0.35), 0.5);
  ctx.lineWidth = 0.008;
  ctx.stroke();
  const fold = -0.158 * look.eyeScale - 0.02 * c[`wide${side}`] - 0.02 * clamp(c[`browOuter${side}`], -0.5, 1);
  ctx.beginPath();
  ctx.moveTo(inner.x + sign * 0.015, inner.y - 0.035);
  ctx.bezierCurveTo(
    x - sign * half * 0.5, EYE_Y + fold * 1.22,
    x + sign * half * 0.6, EYE_Y + fold * 1.22,
    outer.x + sign * 0.012, outer.y - 0.035,
  );
  ctx.strokeStyle = tint(look.shade, 0.5 * (1 - 0.6 * lids.closed));
  ctx.lineWidth = 0.012;
  ctx.stroke();
  const bag = clamp(c[`squint${side}`] * 0.7 + c[`cheek${side}`], 0, 1);
  ctx.beginPath();
  ctx.moveTo(inner.x + sign * 0.05, EYE_Y + 0.105);
  ctx.quadraticCurveTo(x, EYE_Y + 0.15 - 0.015 * bag, outer.x - sign * 0.02, EYE_Y + 0.085);
  ctx.strokeStyle = tint(look.shade, 0.08 + 0.26 * bag);
  ctx.lineWidth = 0.016;
  ctx.stroke();
}

function paintIris(ctx, x, y, look) {
  const radius = 0.088 * look.irisScale * look.eyeScale;
  const iris = ctx.createRadialGradient(x, y + radius * 0.35, radius * 0.1, x, y, radius);
  iris.addColorStop(0, blend(look.iris, '#ffffff', 0.38));
  iris.addColorStop(0.62, look.iris);
  iris.addColorStop(0.88, blend(look.iris, '#000000', 0.42));
  iris.addColorStop(1, blend(look.iris, '#000000', 0.72));
  ctx.fillStyle = iris;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 7);
  ctx.fill();
  ctx.strokeStyle = tint(blend(look.iris, '#ffffff', 0.55), 0.22);
  ctx.lineWidth = 0.004;
  ctx.beginPath();
  for (let i = 0; i < 22; i += 1) {
    const angle = (i / 22) * 2 * Math.PI + 0.07 * Math.sin(i * 5);
    ctx.moveTo(x + Math.cos(angle) * radius * 0.46, y + Math.sin(angle) * radius * 0.46);
    ctx.lineTo(x + Math.cos(angle) * radius * 0.84, y + Math.sin(angle) * radius * 0.84);
  }
  ctx.stroke();
  ctx.fillStyle = look.pupil;
  ctx.beginPath();
  ctx.arc(x, y, radius * 0.44, 0, 7);
  ctx.fill();
}

// The light of the window in the eye: it stays where it is when the eye turns.
function paintCatchlight(ctx, x, y, look) {
  const radius = 0.088 * look.irisScale * look.eyeScale;
  ctx.fillStyle = 'rgba(255,255,255,0.96)';
  ctx.beginPath();
  ctx.ellipse(x - radius * 0.3, y - radius * 0.24, radius * 0.25, radius * 0.22, -0.6, 0, 7);
  ctx.fill();
  ctx.fillStyle = 'rgba(255,255,255,0.5)';
  ctx.beginPath();
  ctx.arc(x + radius * 0.36, y + radius * 0.42, radius * 0.11, 0, 7);
  ctx.fill();
}

function paintBrow(ctx, c, look, side, sign) {
  const innerLift = 0.1 * c[`browInner${side}`];
  const outerLift = 0.095 * c[`browOuter${side}`];
  const squeeze = 0.05 * clamp(c[`browIn${side}`], 0, 1.2);
  const thick = look.browThick;
  const y = EYE_Y - 0.232 - look.browLift;
  const inner = { x: sign * (0.14 - squeeze), y: y + 0.012 - innerLift };
  const middle = { x: sign * (0.31 - squeeze * 0.5), y: y - 0.032 - (innerLift + outerLift) * 0.52 };
  const outer = { x: sign * 0.485, y: y + 0.058 - outerLift * 0.9 };
  ctx.beginPath();
  ctx.moveTo(inner.x - sign * 0.006, inner.y + thick * 0.5);
  ctx.quadraticCurveTo(inner.x - sign * 0.018, inner.y + thick * 0.05, inner.x + sign * 0.012, inner.y - thick * 0.36);
  ctx.quadraticCurveTo(middle.x - sign * 0.04, middle.y - thick * 0.62, middle.x + sign * 0.05, middle.y - thick * 0.4);
  ctx.quadraticCurveTo(outer.x - sign * 0.05, middle.y + thick * 0.1, outer.x, outer.y);
  ctx.quadraticCurveTo(outer.x - sign * 0.09, middle.y + thick * 0.8, middle.x + sign * 0.03, middle.y + thick * 0.55);
  ctx.quadraticCurveTo(middle.x - sign * 0.05, middle.y + thick * 0.42, inner.x - sign * 0.006, inner.y + thick * 0.5);
  ctx.closePath();
  ctx.lineJoin = 'round';
  ctx.strokeStyle = tint(look.brow, 0.22);
  ctx.lineWidth = 0.014;
  ctx.stroke();
  ctx.fillStyle = tint(look.brow, look.browStrength);
  ctx.fill();
  ctx.save();
  ctx.clip();
  ctx.strokeStyle = tint(blend(look.brow, '#000000', 0.35), 0.35);
  ctx.lineWidth = 0.006;
  ctx.beginPath();
  for (let i = 0; i < 18; i += 1) {
    const share = i / 17;
    const hx = mix(inner.x, outer.x, share);
    const hy = mix(inner.y, outer.y, share) - Math.sin(share * Math.PI) * 0.06;
    ctx.moveTo(hx - sign * 0.012, hy + 0.05);
    ctx.lineTo(hx + sign * (0.012 + 0.04 * share), hy - 0.05);
  }
  ctx.stroke();
  ctx.restore();
}

function cornerOf(c, side, sign, look) {
  const smile = c[`smile${side}`];
  const width = 1 + 0.3 * smile + 0.22 * c[`stretch${side}`] + 0.1 * c[`dimple${side}`]
    - 0.46 * c.pucker - 0.3 * c.funnel - 0.1 * c.jaw * (1 - smile) + 0.02 * c[`frown${side}`];
  const up = 0.092 * smile - 0.085 * c[`frown${side}`] + 0.015 * c[`dimple${side}`] - 0.05 * c.jaw * (1 - 0.7 * smile);
  const middle = 0.1 * c.mouthX + 0.06 * c.jawX;
  return {
    x: middle + sign * 0.222 * look.mouthWide * clamp(width, 0.35, 1.6),
    y: MOUTH_Y - up + 0.01 * c.press,
  };
}

function mouthShape(c, look) {
  const left = cornerOf(c, 'R', -1, look);
  const right = cornerOf(c, 'L', 1, look);
  const middle = 0.1 * c.mouthX + 0.05 * c.jawX;
  const smile = (c.smileL + c.smileR) / 2;
  const frown = (c.frownL + c.frownR) / 2;
  const pout = Math.max(c.pucker, c.funnel);
  const press = clamp(c.press, 0, 1);
  const raise = 0.055 * (c.upperUpL + c.upperUpR) * 0.5 + 0.04 * c.funnel + 0.022 * c.shrugU;
  const drop = 0.34 * clamp(c.jaw, 0, 1.1) + 0.075 * (c.lowerDownL + c.lowerDownR) * 0.5 + 0.04 * c.funnel - 0.03 * c.shrugL;
  const line = MOUTH_Y + 0.022 * smile - 0.03 * frown - 0.012 * press - 0.02 * c.shrugL;
  const close = clamp(c.mouthClose, 0, 1);
  const gap = Math.max(0, (drop + raise) * (1 - close) - 0.004);
  const full = look.lipFull;
  const thinner = 1 - 0.32 * clamp(smile, 0, 1) - 0.55 * press;
  return {
    left, right, middle,
    upperInner: line - Math.min(raise, gap),
    lowerInner: line + Math.max(0, gap - raise),
    upperThick: 0.05 * full * thinner * (1 - 0.75 * clamp(c.rollU, 0, 1)) * (1 + 0.4 * pout),
    lowerThick: 0.066 * full * thinner * (1 - 0.75 * clamp(c.rollL, 0, 1)) * (1 + 0.3 * pout + 0.2 * c.shrugL),
    gap, pout, smile, line,
  };
}

function paintMouth(ctx, c, look) {
  const m = mouthShape(c, look);
  const { left, right, middle } = m;
  const reach = (side, share) => mix(middle, side.x, share);
  const raiseOf = (side) => 0.03 * c[`upperUp${side}`];
  const dropOf = (side) => 0.03 * c[`lowerDown${side}`];
  // A wide-open mouth is round at its corners, a closed one is a line.
  const round = clamp(m.gap * 4.2, 0, 1);
  const shape = mix(0.5, 0.86, round * (1 - 0.35 * clamp(m.smile, 0, 1)));

  const inside = new Path2D();
  inside.moveTo(left.x, left.y);
  inside.bezierCurveTo(
    reach(left, shape), m.upperInner - raiseOf('R') + 0.004, reach(left, 0.35), m.upperInner - 0.006,
    middle, m.upperInner + 0.004 * (1 - round));
  inside.bezierCurveTo(
    reach(right, 0.35), m.upperInner - 0.006, reach(right, shape), m.upperInner - raiseOf('L') + 0.004,
    right.x, right.y);
  inside.bezierCurveTo(
    reach(right, shape), m.lowerInner + dropOf('L') + 0.05 * round * m.gap, reach(right, 0.45), m.lowerInner + 0.006 + 0.05 * m.gap,
    middle, m.lowerInner);
  inside.bezierCurveTo(
    reach(left, 0.45), m.lowerInner + 0.006 + 0.05 * m.gap, reach(left, shape), m.lowerInner + dropOf('R') + 0.05 * round * m.gap,
    left.x, left.y);
  inside.closePath();

  const outside = new Path2D();
  const bow = m.upperInner - m.upperThick;
  outside.moveTo(left.x - 0.006, left.y);
  outside.bezierCurveTo(
    reach(left, 0.72), mix(left.y, bow, 0.72) - raiseOf('R'), reach(left, 0.36), bow - 0.016 - raiseOf('R'),
    reach(left, 0.17), bow - 0.012);
  outside.quadraticCurveTo(reach(left, 0.06), bow - 0.004, middle, bow + 0.012 * (1 - m.pout));
  outside.quadraticCurveTo(reach(right, 0.06), bow - 0.004, reach(right, 0.17), bow - 0.012);
  outside.bezierCurveTo(
    reach(right, 0.36), bow - 0.016 - raiseOf('L'), reach(right, 0.72), mix(right.y, bow, 0.72) - raiseOf('L'),
    right.x + 0.006, right.y);
  const base = m.lowerInner + m.lowerThick;
  const belly = 0.8 + 0.3 * clamp(m.pout, 0, 1);
  outside.bezierCurveTo(
    reach(right, belly), mix(right.y, base, 0.62) + dropOf('L'), reach(right, belly - 0.34), base + 0.012 + dropOf('L'),
    middle, base + 0.012);
  outside.bezierCurveTo(
    reach(left, belly - 0.34), base + 0.012 + dropOf('R'), reach(left, belly), mix(left.y, base, 0.62) + dropOf('R'),
    left.x - 0.006, left.y);
  outside.closePath();

  glow(ctx, middle, base + 0.075, 0.2, 0.06, look.shade, 0.42);
  for (const [corner, sign, side] of [[left, -1, 'R'], [right, 1, 'L']]) {
    const pull = clamp(c[`smile${side}`] + c[`dimple${side}`], 0, 1);
    glow(ctx, corner.x + sign * 0.02, corner.y, 0.05, 0.05, look.shade, 0.3 + 0.35 * pull);
  }

  const lips = ctx.createLinearGradient(0, bow - 0.02, 0, base + 0.02);
  lips.addColorStop(0, blend(look.lips, look.skin, 0.12));
  lips.addColorStop(0.42, blend(look.lips, '#3a0d12', 0.22));
  lips.addColorStop(0.58, look.lips);
  lips.addColorStop(1, blend(look.lips, look.skin, 0.25));
  ctx.lineJoin = 'round';
  ctx.strokeStyle = tint(look.lips, 0.2);
  ctx.lineWidth = 0.016;
  ctx.stroke(outside);
  ctx.fillStyle = lips;
  ctx.fill(outside);
  ctx.save();
  ctx.clip(outside);
  glow(ctx, middle, mix(m.lowerInner, base, 0.52), 0.12, 0.03, '#ffffff', 0.3);
  glow(ctx, middle, mix(m.upperInner, bow, 0.6), 0.1, 0.02, '#ffffff', 0.12);
  ctx.restore();

  if (m.gap > 0.006) paintInside(ctx, inside, c, look, m);
  ctx.lineWidth = mix(0.013, 0.006, round);
  ctx.strokeStyle = tint(blend(look.lips, '#2a0708', 0.68), 0.8);
  ctx.stroke(inside);
  paintTongueOut(ctx, clamp(c.tongue * 2 - 1.1, 0, 1), m);
}

function paintTongueOut(ctx, out, m) {
  if (out <= 0) return;
  const y = m.lowerInner + 0.02;
  ctx.beginPath();
  ctx.moveTo(m.middle - 0.1, y - 0.03);
  ctx.bezierCurveTo(m.middle - 0.115, y + 0.13 * out, m.middle + 0.115, y + 0.13 * out, m.middle + 0.1, y - 0.03);
  ctx.closePath();
  ctx.fillStyle = '#d4737b';
  ctx.fill();
  ctx.strokeStyle = 'rgba(110,30,40,0.4)';
  ctx.lineWidth = 0.006;
  ctx.stroke();
  glow(ctx, m.middle, y + 0.04 * out, 0.05, 0.04, '#f4b0b4', 0.6);
}

function paintInside(ctx, inside, c, look, m) {
  const depth = m.lowerInner - m.upperInner;
  ctx.save();
  ctx.clip(inside);
  const dark = ctx.createLinearGradient(0, m.upperInner, 0, m.lowerInner);
  dark.addColorStop(0, '#3a1013');
  dark.addColorStop(1, '#5c1a1f');
  ctx.fillStyle = dark;
  ctx.fillRect(-1, m.upperInner - 0.3, 2, depth + 0.6);
  const out = clamp(c.tongue, 0, 1);
  const raised = clamp(c.tongueUp, 0, 1);
  const tongueTop = mix(mix(m.lowerInner - 0.1 * clamp(depth * 5, 0, 1), m.upperInner + 0.05, raised), m.upperInner + depth * 0.4, out);
  ctx.fillStyle = '#c4616a';
  ctx.beginPath();
  ctx.ellipse(m.middle, tongueTop + 0.16, 0.15 - 0.03 * m.pout, 0.16, 0, 0, 7);
  ctx.fill();
  glow(ctx, m.middle, tongueTop + 0.06, 0.08, 0.05, '#f0a0a4', 0.5);
  const corners = (m.left.y + m.right.y) / 2;
  const teeth = Math.min(0.085, 0.024 + depth * 0.62) * (1 - 0.9 * clamp(Math.max(c.pucker, 0.6 * c.funnel), 0, 1));
  const top = Math.min(m.upperInner, corners) - 0.06;
  const edge = m.upperInner + teeth;
  ctx.fillStyle = '#f8f4ec';
  ctx.beginPath();
  ctx.moveTo(m.left.x, top);
  ctx.lineTo(m.left.x + 0.015, mix(m.left.y, edge, 0.5));
  ctx.quadraticCurveTo(m.middle, edge + 0.03 * clamp(m.smile, 0, 1) + 0.006, m.right.x - 0.015, mix(m.right.y, edge, 0.5));
  ctx.lineTo(m.right.x, top);
  ctx.closePath();
  ctx.fill();
  ctx.strokeStyle = 'rgba(150,120,110,0.16)';
  ctx.lineWidth = 0.004;
  for (let i = -3; i <= 3; i += 1) {
    ctx.beginPath();
    ctx.moveTo(m.middle + i * 0.047 * look.mouthWide, top);
    ctx.lineTo(m.middle + i * 0.045 * look.mouthWide, edge + 0.012);
    ctx.stroke();
  }
  const bottom = clamp((c.lowerDownL + c.lowerDownR) / 2 + c.stretchL * 0.3, 0, 1);
  if (bottom > 0.1) {
    ctx.fillStyle = tint('#e9e2d8', 0.9 * bottom);
    ctx.beginPath();
    ctx.ellipse(m.middle, m.lowerInner + 0.02, 0.16, 0.045, 0, 0, 7);
    ctx.fill();
  }
  const shadow = ctx.createLinearGradient(0, m.upperInner - 0.01, 0, m.upperInner + 0.03);
  shadow.addColorStop(0, 'rgba(40,8,10,0.4)');
  shadow.addColorStop(1, 'rgba(40,8,10,0)');
  ctx.fillStyle = shadow;
  ctx.fillRect(-1, m.upperInner - 0.06, 2, 0.16);
  ctx.restore();
}

function paintBeard(ctx, c, look) {
  if (!look.beard) return;
  const jaw = 0.05 * c.jaw;
  const m = mouthShape(c, look);
  ctx.save();
  ctx.globalAlpha = look.beard;
  glow(ctx, 0, 0.86 + jaw, 0.52, 0.36, look.brow, 0.85);
  glow(ctx, 0, m.upperInner - m.upperThick - 0.055, 0.25, 0.06, look.brow, 0.8);
  for (const [, sign] of SIDES) {
    glow(ctx, sign * 0.5, 0.62, 0.26, 0.42, look.brow, 0.8);
    glow(ctx, sign * 0.66, 0.3, 0.14, 0.4, look.brow, 0.6);
  }
  ctx.restore();
}
