// The room behind the robot: calm and out of focus, by day or in the evening. Painted once, and again when its size changes.

import { blend, tint } from './face_paint.js';

const DAY = { wall: ['#f1e7da', '#dccdbb'], table: ['#c79a6e', '#a87a50'], light: '#fff6e0', leaf: '#7d9c7a', dark: '#b9a792', lamp: 0 };
const EVENING = { wall: ['#3a3f52', '#23273a'], table: ['#6a4d3b', '#452f25'], light: '#6f86b8', leaf: '#3f5a52', dark: '#2a2f43', lamp: 1 };

export function paintRoom(canvas, edge, isDark) {
  const ctx = canvas.getContext('2d');
  const { width, height } = canvas;
  const room = isDark ? EVENING : DAY;
  const unit = Math.min(width, height * 1.4);
  const wall = ctx.createLinearGradient(0, 0, width * 0.3, height);
  wall.addColorStop(0, room.wall[0]);
  wall.addColorStop(1, room.wall[1]);
  ctx.fillStyle = wall;
  ctx.fillRect(0, 0, width, height);
  ctx.save();
  ctx.filter = `blur(${Math.round(unit * 0.012)}px)`;
  paintWindow(ctx, width, height, room);
  paintShelf(ctx, width, height, unit, room);
  paintPlant(ctx, width * 0.075, height * edge, unit * 0.34, room);
  ctx.restore();
  const shine = ctx.createRadialGradient(width * 0.5, height * 0.4, 0, width * 0.5, height * 0.4, unit * 0.6);
  shine.addColorStop(0, tint(room.light, isDark ? 0.16 : 0.5));
  shine.addColorStop(1, tint(room.light, 0));
  ctx.fillStyle = shine;
  ctx.fillRect(0, 0, width, height);
  const top = height * edge;
  const table = ctx.createLinearGradient(0, top, 0, height);
  table.addColorStop(0, blend(room.table[0], room.light, 0.25));
  table.addColorStop(0.12, room.table[0]);
  table.addColorStop(1, room.table[1]);
  ctx.fillStyle = table;
  ctx.fillRect(0, top, width, height - top);
  for (let i = 0; i < 14; i += 1) {
    const y = top + (height - top) * ((i + 0.5) / 14) ** 1.4;
    ctx.strokeStyle = tint(room.table[1], 0.18);
    ctx.lineWidth = 1 + 2 * (i / 14);
    ctx.beginPath();
    ctx.moveTo(0, y);
    ctx.bezierCurveTo(width * 0.3, y + 3 * Math.sin(i * 3), width * 0.7, y - 3 * Math.sin(i * 2), width, y);
    ctx.stroke();
  }
}

function paintWindow(ctx, width, height, room) {
  const left = width * 0.04;
  const top = height * 0.07;
  const wide = Math.min(width * 0.26, height * 0.5);
  const tall = height * 0.5;
  ctx.fillStyle = room.lamp ? '#4a5068' : '#fbf7f0';
  ctx.fillRect(left - wide * 0.06, top - wide * 0.06, wide * 1.12, tall + wide * 0.12);
  const sky = ctx.createLinearGradient(0, top, 0, top + tall);
  sky.addColorStop(0, room.lamp ? '#1d2748' : '#bcdcf0');
  sky.addColorStop(1, room.lamp ? '#5b4a6b' : '#f4f4e4');
  ctx.fillStyle = sky;
  ctx.fillRect(left, top, wide, tall);
  ctx.fillStyle = room.lamp ? '#20302f' : '#a9c79a';
  ctx.beginPath();
  ctx.ellipse(left + wide * 0.32, top + tall, wide * 0.6, tall * 0.26, 0, Math.PI, 0);
  ctx.ellipse(left + wide * 0.85, top + tall, wide * 0.4, tall * 0.18, 0, Math.PI, 0);
  ctx.save();
  ctx.clip();
  ctx.fillRect(left, top, wide, tall);
  ctx.restore();
  ctx.fillStyle = room.lamp ? '#f3e6b8' : '#fff7d6';
  ctx.beginPath();
  ctx.arc(left + wide * 0.7, top + tall * 0.24, wide * 0.1, 0, 7);
  ctx.fill();
  ctx.fillStyle = room.lamp ? '#4a5068' : '#fbf7f0';
  ctx.fillRect(left + wide * 0.48, top, wide * 0.04, tall);
  ctx.fillRect(left, top + tall * 0.46, wide, wide * 0.04);
}

function paintShelf(ctx, width, height, unit, room) {
  const left = width * 0.74;
  const top = height * 0.36;
  ctx.fillStyle = room.dark;
  ctx.fillRect(left, top, width * 0.3, unit * 0.016);
  const books = ['#c8644f', '#e2b15c', '#4f7d8c', '#7a9a6a', '#8a5f7d', '#d98f6a', '#3f5f7a'];
  let x = left + unit * 0.02;
  books.forEach((colour, i) => {
    const wide = unit * (0.02 + 0.008 * (i % 3));
    const tall = unit * (0.12 + 0.025 * ((i * 2) % 3));
    ctx.fillStyle = room.lamp ? blend(colour, '#23273a', 0.5) : blend(colour, '#dccdbb', 0.18);
    ctx.fillRect(x, top - tall, wide, tall);
    x += wide + unit * 0.004;
  });
  const lampX = width * 0.93;
  if (room.lamp) {
    const light = ctx.createRadialGradient(lampX, top - unit * 0.12, 0, lampX, top - unit * 0.12, unit * 0.36);
    light.addColorStop(0, 'rgba(255,206,130,0.75)');
    light.addColorStop(1, 'rgba(255,190,110,0)');
    ctx.fillStyle = light;
    ctx.fillRect(lampX - unit * 0.4, top - unit * 0.5, unit * 0.8, unit * 0.8);
  }
  ctx.fillStyle = room.lamp ? '#ffdf9e' : '#f6efe2';
  ctx.beginPath();
  ctx.moveTo(lampX - unit * 0.03, top - unit * 0.15);
  ctx.lineTo(lampX + unit * 0.03, top - unit * 0.15);
  ctx.lineTo(lampX + unit * 0.055, top - unit * 0.075);
  ctx.lineTo(lampX - unit * 0.055, top - unit * 0.075);
  ctx.fill();
  ctx.fillStyle = room.dark;
  ctx.fillRect(lampX - unit * 0.006, top - unit * 0.075, unit * 0.012, unit * 0.075);
}

function paintPlant(ctx, x, y, size, room) {
  for (const [lean, tall, shade] of [[-0.5, 0.75, 0], [0.45, 0.82, 0.1], [-0.22, 1, 0.2], [0.2, 1.08, 0.05], [0, 0.9, 0.3]]) {
    ctx.fillStyle = blend(room.leaf, room.light, shade * 0.5);
    ctx.beginPath();
    ctx.moveTo(x - size * 0.04, y - size * 0.2);
    ctx.quadraticCurveTo(x + lean * size * 0.3, y - size * tall * 0.8, x + lean * size, y - size * tall);
    ctx.quadraticCurveTo(x + lean * size * 0.8, y - size * tall * 0.5, x + size * 0.05, y - size * 0.2);
    ctx.fill();
  }
  ctx.fillStyle = room.lamp ? '#6e4535' : '#cc7f5f';
  ctx.beginPath();
  ctx.moveTo(x - size * 0.2, y - size * 0.28);
  ctx.lineTo(x + size * 0.2, y - size * 0.28);
  ctx.lineTo(x + size * 0.15, y + size * 0.02);
  ctx.lineTo(x - size * 0.15, y + size * 0.02);
  ctx.fill();
}
