// The robot where there is no WebGL: the same face on a flat mask that moves with the head.

export class FlatFigure {
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = canvas.getContext('2d');
    this.leds = ['#000000'];
  }

  tableEdge() {
    return 0.82;
  }

  setFace(canvas) {
    this.face = canvas;
  }

  setLeds(colours) {
    this.leds = colours;
  }

  draw({ pose, shown, isDark }) {
    const { ctx, canvas } = this;
    const size = Math.min(canvas.height * 0.58, canvas.width * 0.8);
    const x = canvas.width / 2;
    const y = canvas.height * 0.38;
    const light = isDark ? 0.72 : 0.96;
    const grey = (share) => `rgb(${[1, 1, 1.02].map((part) => Math.round(255 * Math.min(1, light * share * part)))})`;
    ctx.save();
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.fillStyle = '#33363d';
    ctx.fillRect(x - size * 0.15, y + size * 0.35, size * 0.3, size * 0.3);
    ctx.fillStyle = grey(0.92);
    ctx.beginPath();
    ctx.ellipse(x, y + size * 0.82, size * 0.36, size * 0.2, 0, 0, 7);
    ctx.fill();
    this.leds.forEach((colour, i) => {
      ctx.beginPath();
      const from = (i / this.leds.length) * 2 * Math.PI + Math.PI / 2;
      ctx.ellipse(x, y + size * 0.82, size * 0.36, size * 0.14, 0, from, from + (2 * Math.PI) / this.leds.length);
      ctx.strokeStyle = colour === '#000000' ? grey(0.7) : colour;
      ctx.lineWidth = size * 0.035;
      ctx.stroke();
    });
    ctx.translate(x, y);
    ctx.rotate(-pose.roll);
    ctx.fillStyle = grey(0.9);
    ctx.beginPath();
    ctx.ellipse(0, 0, size * 0.44, size * 0.53, 0, 0, 7);
    ctx.fill();
    ctx.translate(Math.sin(pose.yaw) * size * 0.12, Math.sin(pose.pitch) * size * 0.12);
    ctx.scale(Math.cos(pose.yaw), Math.cos(pose.pitch));
    ctx.beginPath();
    ctx.ellipse(0, 0, size * 0.38, size * 0.47, 0, 0, 7);
    ctx.clip();
    if (this.face && shown > 0) ctx.drawImage(this.face, -size * 0.52, -size * 0.52, size * 1.04, size * 1.04);
    ctx.fillStyle = `rgba(228,226,228,${1 - shown})`;
    ctx.fillRect(-size, -size, 2 * size, 2 * size);
    ctx.restore();
  }
}
