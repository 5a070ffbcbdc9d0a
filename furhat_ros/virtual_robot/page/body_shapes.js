// The robot's body as meshes: the mask that the face is projected on, the hood behind it, the neck, and the base.
// Units as in face_paint.js, but y grows upwards and z towards the viewer.

const bell = (x, y) => Math.exp(-(x * x + y * y));
const step = (from, to, x) => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

// How far the mask stands out from a plain oval.
function relief(x, y) {
  const a = Math.abs(x);
  let z = 0;
  z += 0.05 * bell((a - 0.25) / 0.2, (y - 0.31) / 0.09);
  z -= 0.075 * bell((a - 0.3) / 0.17, (y - 0.12) / 0.115);
  const along = step(0.34, -0.17, y);
  const ridge = (0.035 + 0.17 * along) * step(0.46, 0.2, y) * step(-0.27, -0.15, y);
  z += ridge * Math.exp(-((x / (0.078 + 0.025 * along)) ** 2));
  z += 0.07 * bell((a - 0.09) / 0.055, (y + 0.155) / 0.055);
  z += 0.05 * bell(x / 0.27, (y + 0.46) / 0.2);
  z += 0.022 * bell(x / 0.16, (y + 0.42) / 0.05);
  z += 0.028 * bell(x / 0.14, (y + 0.525) / 0.05);
  z -= 0.03 * bell(x / 0.2, (y + 0.64) / 0.06);
  z += 0.075 * bell(x / 0.22, (y + 0.84) / 0.15);
  z += 0.045 * bell((a - 0.42) / 0.2, (y + 0.1) / 0.2);
  return z;
}

function grid(columns, rows, point) {
  const positions = [];
  const extras = [];
  for (let row = 0; row <= rows; row += 1) {
    for (let column = 0; column <= columns; column += 1) {
      const [x, y, z, extra = 0] = point(column / columns, row / rows);
      positions.push(x, y, z);
      extras.push(extra);
    }
  }
  const indices = [];
  const wide = columns + 1;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const i = row * wide + column;
      indices.push(i, i + 1, i + wide, i + 1, i + wide + 1, i + wide);
    }
  }
  return { positions: new Float32Array(positions), indices: new Uint16Array(indices), extras: new Float32Array(extras), columns, rows };
}

// Smooth normals from the neighbours in the grid; `closed` joins the first column to the last.
function withNormals(mesh, closed) {
  const { positions, columns, rows } = mesh;
  const wide = columns + 1;
  const normals = new Float32Array(positions.length);
  const at = (column, row) => {
    const c = closed ? (column + columns) % columns : Math.min(columns, Math.max(0, column));
    const i = 3 * (Math.min(rows, Math.max(0, row)) * wide + c);
    return [positions[i], positions[i + 1], positions[i + 2]];
  };
  for (let row = 0; row <= rows; row += 1) {
    for (let column = 0; column <= columns; column += 1) {
      const a = at(column - 1, row);
      const b = at(column + 1, row);
      const d = at(column, row - 1);
      const e = at(column, row + 1);
      const u = b.map((value, i) => value - a[i]);
      const v = e.map((value, i) => value - d[i]);
      const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      const length = Math.hypot(...n) || 1;
      normals.set(n.map((value) => value / length), 3 * (row * wide + column));
    }
  }
  return { ...mesh, normals };
}

export function maskMesh() {
  return withNormals(
    grid(64, 80, (u, v) => {
      const theta = (u * 2 - 1) * 1.62;
      const phi = (1 - v * 2) * 1.47;
      const up = Math.sin(phi);
      const round = Math.cos(phi) ** 0.62;
      const y = up > 0 ? 0.86 * up : 1.03 * up;
      const jaw = y < 0 ? 1 - 0.29 * (-y) ** 1.8 : 1 - 0.06 * y * y;
      const x = 0.77 * jaw * round * Math.sin(theta);
      const front = Math.cos(theta);
      const z = 0.72 * round * Math.sign(front) * Math.abs(front) ** 0.86;
      const lean = y < 0 ? 0.05 * -y : -0.1 * y * y;
      return [x, y, z + relief(x, y) * step(0.05, 0.45, front) + lean];
    }),
    false,
  );
}

const HOOD = [
  [0.955, 0.02], [0.972, 0.1], [0.992, 0.13], [1.018, 0.135], [1.045, 0.115], [1.07, 0.06], [1.09, -0.05], [1.09, -0.2],
  [1.05, -0.4], [0.96, -0.6], [0.8, -0.76], [0.55, -0.88], [0.28, -0.94], [0.001, -0.96],
];

// Through the points of a profile, smoothly.
function along(profile, share) {
  const place = share * (profile.length - 1);
  const i = Math.min(profile.length - 2, Math.floor(place));
  const t = place - i;
  const p = (k) => profile[Math.min(profile.length - 1, Math.max(0, k))];
  return [0, 1].map((axis) => {
    const [a, b, c, d] = [p(i - 1), p(i), p(i + 1), p(i + 2)].map((point) => point[axis]);
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  });
}

export function hoodMesh() {
  return withNormals(
    grid(72, 36, (u, v) => {
      const angle = u * 2 * Math.PI;
      const [size, depth] = along(HOOD, v);
      const sine = Math.sin(angle);
      const cosine = Math.cos(angle);
      const flat = (value, power) => Math.sign(value) * Math.abs(value) ** power;
      const x = 0.85 * size * flat(cosine, 0.86) * (sine < 0 ? 1 - 0.34 * sine * sine : 1 - 0.03 * sine * sine);
      const y = (sine > 0 ? 0.94 : 0.98) * size * flat(sine, 0.9);
      const back = sine < 0 ? 0.34 * sine * sine : 0.1 * sine * sine;
      return [x, y + 0.02, depth - back + 0.1];
    }),
    true,
  );
}

function lathe(profile, columns, rows) {
  return withNormals(
    grid(columns, rows, (u, v) => {
      const angle = -u * 2 * Math.PI;
      const [radius, y] = along(profile, v);
      return [radius * Math.sin(angle), y, radius * Math.cos(angle), 1 - u];
    }),
    true,
  );
}

export function neckMesh() {
  const ribs = [];
  for (let i = 0; i <= 24; i += 1) ribs.push([0.33 + 0.018 * Math.cos(i * Math.PI) + 0.03 * (i / 24) ** 2, -0.55 - i * 0.034]);
  return lathe(ribs, 40, 72);
}

export function baseMesh() {
  return lathe(
    [
      [0.3, -1.2], [0.4, -1.2], [0.47, -1.225], [0.52, -1.28], [0.58, -1.37], [0.66, -1.46], [0.735, -1.53], [0.772, -1.575],
    ],
    64, 18,
  );
}

export function ringMesh() {
  return lathe([[0.772, -1.575], [0.79, -1.592], [0.796, -1.615], [0.79, -1.638], [0.772, -1.655]], 96, 6);
}

export function footMesh() {
  return lathe([[0.772, -1.655], [0.775, -1.7], [0.772, -1.76], [0.75, -1.8], [0.7, -1.81], [0.0, -1.81]], 64, 12);
}
