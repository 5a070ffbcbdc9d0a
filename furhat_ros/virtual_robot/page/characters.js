// How the faces differ: what is known of them is their names, how they look here is our own idea.

import { blend } from './face_paint.js';

const SKIN = {
  porcelain: ['#efd0bc', '#b0705a', '#e68a7e'],
  fair: ['#f1cdb4', '#a8684d', '#e58676'],
  warm: ['#e6b894', '#94583a', '#d9775c'],
  olive: ['#d6a67c', '#80502f', '#c86f4f'],
  tan: ['#c18d62', '#6c3f24', '#b75f42'],
  brown: ['#9a6844', '#4c2a17', '#a3503a'],
  deep: ['#74492f', '#331a0e', '#8b3f30'],
};

const PLAIN = {
  skin: 'fair', brow: '#5b3d2a', browThick: 0.044, browLift: 0, browStrength: 0.86, iris: '#6b8a57', lips: '#cf7268', lipFull: 1, mouthWide: 1,
  lash: '#2c1c18', lashes: 0.02, eyeScale: 1.06, irisScale: 1, rosy: 0.2, beard: 0, freckles: false, maskWide: 1, maskTall: 1,
  white: '#f7f3ee', pupil: '#160f10', hood: [0.84, 0.845, 0.86], blank: [0.9, 0.89, 0.9],
};

const soft = { lashes: 0.03, browThick: 0.038, lipFull: 1.14, lips: '#cf5f66', rosy: 0.26 };
const firm = { lashes: 0.015, browThick: 0.062, lipFull: 0.88, maskWide: 1.03 };

const CHARACTERS = {
  Alex: { iris: '#5b86a6', lips: '#cc7a6c' },
  Brooklyn: { ...soft, skin: 'deep', brow: '#1d1310', iris: '#5a3a22', lips: '#9c4a49' },
  Chen: { ...firm, skin: 'warm', brow: '#1c1715', iris: '#3e2a1e', eyeScale: 0.99, lips: '#c07a68' },
  Dorothy: { ...soft, skin: 'porcelain', brow: '#a9a19a', iris: '#6f93a8', lips: '#cb6a78', browThick: 0.034 },
  Fedora: { ...soft, skin: 'olive', brow: '#2b1c15', iris: '#5d7a3e' },
  Fernando: { ...firm, skin: 'tan', brow: '#231712', iris: '#4a2f1d', beard: 0.42, lips: '#b16654' },
  Gyeong: { ...soft, skin: 'porcelain', brow: '#2d2320', iris: '#3d2a20', eyeScale: 1.02 },
  Hayden: { skin: 'fair', brow: '#9b6a3c', iris: '#4f7f8c', freckles: true, rosy: 0.28 },
  Isabel: { ...soft, skin: 'warm', brow: '#3a2419', iris: '#6b4526', lips: '#c4525a' },
  James: { ...firm, skin: 'fair', brow: '#4a3325', iris: '#50708d', beard: 0.26 },
  Jamie: { skin: 'brown', brow: '#20140e', iris: '#55381f', lips: '#a85a4e' },
  Jane: { ...soft, skin: 'fair', brow: '#7a5233', iris: '#4f8a72' },
  Kione: { ...firm, skin: 'deep', brow: '#150e0b', iris: '#4a2d1a', lips: '#8f4a43', lipFull: 1.16 },
  Lamin: { ...firm, skin: 'deep', brow: '#120c0a', iris: '#3b2416', lips: '#86453f', beard: 0.36 },
  Marty: { skin: 'warm', brow: '#b5502a', iris: '#3f7fb0', eyeScale: 1.2, irisScale: 1.06, freckles: true, rosy: 0.34, browLift: 0.02 },
  Maurice: { ...firm, skin: 'brown', brow: '#4b4643', iris: '#4b331f', beard: 0.3, lips: '#9c594e' },
  Nazar: { ...firm, skin: 'olive', brow: '#1a1310', iris: '#4c6b46', beard: 0.52, lips: '#b06a58' },
  Omar: { ...firm, skin: 'tan', brow: '#1b120e', iris: '#452c1b', beard: 0.46, lips: '#a8604f' },
  Patricia: { ...soft, skin: 'porcelain', brow: '#8a6a4a', iris: '#5b88b5' },
  Rania: { ...soft, skin: 'olive', brow: '#20150f', iris: '#6a4a26', lashes: 0.036 },
  Samuel: { ...firm, skin: 'brown', brow: '#1b120d', iris: '#4d3019', lips: '#9a5548' },
  Titan: {
    skin: 'titan', brow: '#28394d', iris: '#2fd3ff', pupil: '#e9fdff', white: '#20303f', lips: '#63809b', lash: '#1a2836', rosy: 0,
    blank: [0.6, 0.68, 0.76], hood: [0.3, 0.36, 0.44], browStrength: 0.7,
  },
  Vinnie: { ...firm, skin: 'warm', brow: '#3c2618', iris: '#5a6b3c', beard: 0.34 },
  Yi: { skin: 'porcelain', brow: '#27201d', iris: '#38261c', eyeScale: 1 },
  Yumi: { ...soft, skin: 'porcelain', brow: '#3b2a24', iris: '#4a3122', rosy: 0.34, eyeScale: 1.12 },
  Zhen: { skin: 'warm', brow: '#1f1916', iris: '#402b1f' },
  default: {},
};

export const NAMES = Object.keys(CHARACTERS);

SKIN.titan = ['#8ea6bc', '#33475c', '#6f8aa4'];

// A face_id is 'mask - character'; a mask or a character that nobody knows looks plain.
export function lookOf(faceId) {
  const [mask, character = 'default'] = String(faceId).split(' - ');
  const chosen = { ...PLAIN, ...(CHARACTERS[character] ?? {}) };
  const [skin, shade, blush] = SKIN[chosen.skin];
  const look = { ...chosen, skin, shade, blush };
  if (mask === 'child') {
    Object.assign(look, {
      eyeScale: look.eyeScale * 1.13, irisScale: look.irisScale * 1.04, browThick: look.browThick * 0.78, browLift: look.browLift + 0.02,
      mouthWide: look.mouthWide * 0.84, rosy: look.rosy && look.rosy + 0.12, beard: 0, maskTall: 0.975, maskWide: 1.02,
      lips: blend(look.lips, look.skin, 0.18),
    });
  }
  return look;
}
