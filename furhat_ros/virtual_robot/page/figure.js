// Draws the robot's body by WebGL: the mask with the painted face on it, the hood, the neck, the base and its ring of light.

import { SPAN } from './face_paint.js';
import * as shapes from './body_shapes.js';
import { chain, perspective, rotation, scaling, translation } from './matrix.js';

const VERTEX = `#version 300 es
uniform mat4 camera, model;
in vec3 position, normal;
in float extra;
out vec3 vNormal, vPlace, vOwn;
out float vExtra;
void main() {
  vec4 place = model * vec4(position, 1.0);
  vOwn = position;
  vPlace = place.xyz;
  vNormal = mat3(model) * normal;
  vExtra = extra;
  gl_Position = camera * place;
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform int material;
uniform sampler2D face, leds;
uniform vec3 colour, eye, ledLight, ambient, sun;
uniform float shown, gloss, span, ownLeft, ownTop, glowing;
in vec3 vNormal, vPlace, vOwn;
in float vExtra;
out vec4 result;
void main() {
  vec3 n = normalize(vNormal);
  vec3 toEye = normalize(eye - vPlace);
  if (dot(n, toEye) < 0.0) n = -n;
  vec3 key = normalize(vec3(-0.5, 0.62, 0.75));
  vec3 fill = normalize(vec3(0.8, 0.1, 0.6));
  float lit = max(0.0, (dot(n, key) + 0.3) / 1.3);
  float filled = max(0.0, (dot(n, fill) + 0.4) / 1.4);
  float rim = pow(1.0 - max(0.0, dot(n, toEye)), 3.0);
  vec3 light = ambient + sun * lit * 0.72 + vec3(0.62, 0.72, 0.9) * filled * 0.2;
  // The ring shines upwards, on whatever is turned down and near it.
  float near = 1.0 / (1.0 + 3.2 * pow(max(0.0, vPlace.y + 1.55), 2.0));
  vec3 fromRing = ledLight * near * max(0.0, 0.55 - 0.8 * n.y);
  vec3 half_ = normalize(key + toEye);
  float shine = pow(max(0.0, dot(n, half_)), mix(14.0, 90.0, gloss)) * gloss;
  vec3 base = colour;
  if (material == 1) {
    vec2 at = vec2((vOwn.x - ownLeft) / span, (-vOwn.y - ownTop) / span);
    vec3 painted = texture(face, at).rgb;
    vec3 blank = colour;
    vec3 projected = mix(blank, painted, shown);
    float edge = smoothstep(0.62, 1.02, length(vOwn.xy * vec2(1.02, 0.88)));
    projected = mix(projected, projected * vec3(0.8, 0.74, 0.74), edge * 0.75);
    float side = smoothstep(0.15, 0.75, n.z * 0.5 + 0.5);
    vec3 lightOn = mix(vec3(0.86), light, 0.62) * mix(0.8, 1.0, side) + vec3(0.06) * shown;
    result = vec4(projected * lightOn + fromRing * 0.4 * projected + vec3(1.0, 0.97, 0.93) * shine * 0.16 - rim * 0.08, 1.0);
    return;
  }
  if (material == 2) {
    vec3 led = texture(leds, vec2(vExtra, 0.5)).rgb;
    float bright = max(led.r, max(led.g, led.b));
    vec3 off = vec3(0.72, 0.75, 0.78) * light;
    vec3 on = led * (0.95 + 0.35 * rim) + vec3(0.35) * bright * pow(max(0.0, dot(n, toEye)), 3.0);
    result = vec4(mix(off * 0.75, on, smoothstep(0.0, 0.12, bright)), 1.0);
    return;
  }
  if (material == 3) {
    // The table: a soft shadow below the robot, and the light of the ring.
    float far = length(vOwn.xz);
    float shadow = 0.5 * exp(-pow(max(0.0, far - 0.55) * 2.1, 2.0));
    float halo = exp(-pow(max(0.0, far - 0.72) * 1.25, 1.2));
    float fade = 1.0 - smoothstep(2.2, 2.9, far);
    float bright = max(ledLight.r, max(ledLight.g, ledLight.b));
    // Light is added to the table, shadow takes from it; where the ring shines there is less of it.
    result = vec4(ledLight * halo * 0.55 * fade, shadow * (1.0 - 0.45 * bright * halo) * fade);
    return;
  }
  vec3 body = base * light + base * fromRing * 0.55 + vec3(1.0) * shine * 0.5 + sun * rim * 0.1 * gloss;
  result = vec4(body, 1.0);
}`;

const MATERIAL = { body: 0, mask: 1, ring: 2, table: 3 };

const PIVOT = [0, -0.62, -0.12];

const FIELD_OF_VIEW = 0.42;
const EYE_LEVEL = -0.585;
const TABLE = -1.805;
const TABLE_DEPTH = 2.2;

// Near enough to fill the height, far enough for the width of a narrow screen.
function distanceFor(aspect) {
  return Math.max(3.42, 2.4 / aspect) / (2 * Math.tan(FIELD_OF_VIEW / 2));
}

export class Figure {
  constructor(canvas) {
    this.canvas = canvas;
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: true, premultipliedAlpha: true });
    if (!gl) throw new Error('this browser draws no WebGL');
    this.gl = gl;
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    this.isSoftware = /swiftshader|llvmpipe|software/i.test(info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : '');
    this.program = build(gl);
    this.places = new Map();
    this.parts = {
      mask: upload(gl, this.program, shapes.maskMesh()),
      hood: upload(gl, this.program, shapes.hoodMesh()),
      neck: upload(gl, this.program, shapes.neckMesh()),
      base: upload(gl, this.program, shapes.baseMesh()),
      ring: upload(gl, this.program, shapes.ringMesh()),
      foot: upload(gl, this.program, shapes.footMesh()),
      table: upload(gl, this.program, tableMesh()),
    };
    this.face = texture(gl, gl.LINEAR);
    this.leds = texture(gl, gl.LINEAR, gl.REPEAT);
    gl.enable(gl.DEPTH_TEST);
    gl.clearColor(0, 0, 0, 0);
    this.setLeds(['#000000']);
  }

  // Where the far edge of the table is, as a share of the height.
  tableEdge(aspect) {
    const away = distanceFor(aspect) + TABLE_DEPTH;
    return 0.5 + (EYE_LEVEL - TABLE) / (2 * away * Math.tan(FIELD_OF_VIEW / 2));
  }

  setFace(canvas) {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, this.face);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, canvas);
  }

  setLeds(colours) {
    const { gl } = this;
    const bytes = new Uint8Array(colours.length * 4);
    const sum = [0, 0, 0];
    colours.forEach((hex, i) => {
      const number = parseInt(hex.slice(1), 16);
      [16, 8, 0].forEach((shift, part) => {
        bytes[i * 4 + part] = (number >> shift) & 255;
        sum[part] += ((number >> shift) & 255) / 255 / colours.length;
      });
      bytes[i * 4 + 3] = 255;
    });
    this.ledLight = sum;
    gl.bindTexture(gl.TEXTURE_2D, this.leds);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, colours.length, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }

  // pose in radians; shown from 0, a blank mask, to 1, the painted face.
  draw({ pose, shown, look, isDark = false }) {
    const { gl, canvas } = this;
    const aspect = canvas.width / canvas.height;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.useProgram(this.program);
    const distance = distanceFor(aspect);
    const eye = [0, EYE_LEVEL, distance];
    const camera = chain(perspective(FIELD_OF_VIEW, aspect, 1, 40), translation(...eye.map((value) => -value)));
    const set = (name) => this.place(name);
    gl.uniformMatrix4fv(set('camera'), false, camera);
    gl.uniform3fv(set('eye'), eye);
    gl.uniform3fv(set('ledLight'), this.ledLight);
    gl.uniform3fv(set('ambient'), isDark ? [0.3, 0.31, 0.38] : [0.44, 0.45, 0.48]);
    gl.uniform3fv(set('sun'), isDark ? [0.86, 0.76, 0.66] : [1, 0.96, 0.9]);
    gl.uniform1f(set('shown'), shown);
    gl.uniform1f(set('span'), SPAN.size);
    gl.uniform1f(set('ownLeft'), -SPAN.size / 2);
    gl.uniform1f(set('ownTop'), SPAN.top);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.face);
    gl.uniform1i(set('face'), 0);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.leds);
    gl.uniform1i(set('leds'), 1);
    gl.activeTexture(gl.TEXTURE0);

    const still = translation(0, 0, 0);
    const head = chain(
      translation(...PIVOT),
      rotation('y', pose.yaw), rotation('x', pose.pitch), rotation('z', pose.roll),
      translation(...PIVOT.map((value) => -value)),
    );
    const neck = chain(translation(0, 0, -0.05), rotation('y', pose.yaw * 0.3));
    this.part('neck', neck, MATERIAL.body, [0.2, 0.21, 0.235], 0.3);
    this.part('base', still, MATERIAL.body, [0.82, 0.825, 0.84], 0.55);
    this.part('foot', still, MATERIAL.body, [0.8, 0.805, 0.82], 0.5);
    this.part('ring', still, MATERIAL.ring, [1, 1, 1], 0.4);
    this.part('hood', head, MATERIAL.body, look.hood, 0.7);
    this.part('mask', chain(head, scaling(look.maskWide, look.maskTall, 1)), MATERIAL.mask, look.blank, 0.5);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.depthMask(false);
    this.part('table', translation(0, TABLE, 0), MATERIAL.table, [0, 0, 0], 0);
    gl.depthMask(true);
    gl.disable(gl.BLEND);
  }

  part(name, model, material, colour, gloss) {
    const { gl } = this;
    const { vertices, count } = this.parts[name];
    gl.uniformMatrix4fv(this.place('model'), false, model);
    gl.uniform1i(this.place('material'), material);
    gl.uniform3fv(this.place('colour'), colour);
    gl.uniform1f(this.place('gloss'), gloss);
    gl.bindVertexArray(vertices);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_SHORT, 0);
    gl.bindVertexArray(null);
  }

  place(name) {
    if (!this.places.has(name)) this.places.set(name, this.gl.getUniformLocation(this.program, name));
    return this.places.get(name);
  }
}

function tableMesh() {
  const positions = new Float32Array([-3, 0, -3, 3, 0, -3, -3, 0, 3, 3, 0, 3]);
  const normals = new Float32Array([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  return { positions, normals, extras: new Float32Array(4), indices: new Uint16Array([0, 1, 2, 1, 3, 2]) };
}

function build(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return program;
}

function upload(gl, program, mesh) {
  const vertices = gl.createVertexArray();
  gl.bindVertexArray(vertices);
  for (const [name, data, size] of [['position', mesh.positions, 3], ['normal', mesh.normals, 3], ['extra', mesh.extras, 1]]) {
    const place = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, gl.FLOAT, false, 0, 0);
  }
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.indices, gl.STATIC_DRAW);
  gl.bindVertexArray(null);
  return { vertices, count: mesh.indices.length };
}

function texture(gl, filter, wrap = gl.CLAMP_TO_EDGE) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, filter], [gl.TEXTURE_MAG_FILTER, filter],
    [gl.TEXTURE_WRAP_S, wrap], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ]) {
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array([0, 0, 0, 255]));
  return made;
}
