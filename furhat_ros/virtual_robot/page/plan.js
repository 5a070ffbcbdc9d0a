// The room from above, with the people in it. The robot stands at the top and looks down the screen, at you: its left is
// the right of the plan, as it is in the picture of its face.

const SVG = 'http://www.w3.org/2000/svg';
const WIDE = 2.2;
const BEHIND = 0.55;
const FAR = 3.3;
const STEP = 0.1;
const COLOURS = ['#e2725b', '#3f8f8c', '#d9a441', '#6b7fc4', '#8a9a5b', '#b5659a', '#4d8fc2', '#c78250'];
// So often a drag is told, in milliseconds; the last place always is.
const PAUSE = 60;

const make = (name, attributes = {}, parent = null) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
};

export class Plan {
  constructor({ svg, list, form, state, line, view, onSelect }) {
    Object.assign(this, { svg, list, form, state, line, view, onSelect });
    this.people = new Map();
    this.selected = null;
    this.drag = null;
    this.drawRoom();
    svg.addEventListener('dblclick', (event) => this.add(this.placeOf(event)));
    svg.addEventListener('pointermove', (event) => this.dragOn(event));
    for (const name of ['pointerup', 'pointercancel']) svg.addEventListener(name, (event) => this.dragEnd(event));
    const next = () => {
      this.turnHead();
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }

  drawRoom() {
    const { svg } = this;
    svg.setAttribute('viewBox', `${-WIDE} ${-BEHIND} ${2 * WIDE} ${BEHIND + FAR}`);
    for (let metres = 1; metres <= 3; metres += 1) {
      make('path', { class: 'ring', d: `M ${-metres} 0 A ${metres} ${metres} 0 0 0 ${metres} 0` }, svg);
      const label = make('text', { class: 'metres', x: 0.05, y: metres - 0.05 }, svg);
      label.textContent = `${metres} m`;
    }
    this.sight = make('path', { class: 'sight', d: 'M 0 0 L -1.8 3.12 A 3.6 3.6 0 0 0 1.8 3.12 Z' }, svg);
    for (const [x, anchor, text] of [[-WIDE + 0.08, 'start', 'robot’s right'], [WIDE - 0.08, 'end', 'robot’s left']]) {
      make('text', { class: 'side', x, y: -0.3, 'text-anchor': anchor }, svg).textContent = text;
    }
    this.ray = make('line', { class: 'ray', x1: 0, y1: 0, x2: 0, y2: 0 }, svg);
    this.crowd = make('g', {}, svg);
    this.robot = make('g', { class: 'robot' }, svg);
    make('circle', { class: 'foot', r: 0.24 }, this.robot);
    this.head = make('g', {}, this.robot);
    make('ellipse', { class: 'hood', rx: 0.15, ry: 0.17, cy: -0.02 }, this.head);
    make('path', { class: 'mask', d: 'M -0.12 0.06 Q 0 0.26 0.12 0.06 Z' }, this.head);
    this.eyes = make('path', { class: 'gaze', d: 'M 0 0.16 L -0.07 0.42 L 0.07 0.42 Z' }, this.robot);
  }

  turnHead() {
    this.head.setAttribute('transform', `rotate(${(-this.view.pose.yaw).toFixed(1)})`);
    this.eyes.setAttribute('transform', `rotate(${(-this.view.gazeYaw).toFixed(1)})`);
  }

  update() {
    const { users, attend } = this.state.sections;
    const talking = new Set(this.state.sections.voices.map(({ user }) => user));
    const here = new Set(users.map(({ id }) => id));
    for (const [id, person] of this.people) {
      if (!here.has(id)) {
        person.group.remove();
        person.item.remove();
        this.people.delete(id);
        if (this.selected === id) this.select(null);
      }
    }
    for (const user of users) {
      const person = this.people.get(user.id) ?? this.bring(user.id);
      person.user = this.drag?.id === user.id ? { ...user, x: this.drag.x, z: this.drag.z } : user;
      person.group.classList.toggle('talking', talking.has(user.id));
      this.place(person);
    }
    const place = this.state.attendedPlace();
    this.ray.classList.toggle('on', Boolean(place));
    if (place) {
      this.ray.setAttribute('x2', place[0]);
      this.ray.setAttribute('y2', place[2]);
    }
    this.form.hidden = !this.selected;
    this.list.parentElement.classList.toggle('nobody', users.length === 0);
    for (const [id, person] of this.people) person.group.classList.toggle('attended', id === attend.current);
    this.showSelected();
  }

  bring(id) {
    const colour = COLOURS[[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS.length];
    const group = make('g', { class: 'person', tabindex: 0, role: 'button' }, this.crowd);
    make('circle', { class: 'halo', r: 0.33 }, group);
    const body = make('g', {}, group);
    make('ellipse', { class: 'shoulders', rx: 0.27, ry: 0.14, fill: colour }, body);
    make('circle', { class: 'face', r: 0.135 }, body);
    make('path', { class: 'nose', d: 'M -0.045 -0.122 L 0 -0.195 L 0.045 -0.122 Z' }, body);
    make('path', { class: 'hair', d: 'M -0.135 0.01 A 0.135 0.135 0 0 0 0.135 0.01 Q 0 -0.06 -0.135 0.01 Z' }, body);
    const name = make('text', { class: 'name', y: 0.38, 'text-anchor': 'middle' }, group);
    name.textContent = id;
    const waves = make('g', { class: 'waves' }, body);
    for (const r of [0.2, 0.27]) make('path', { d: `M ${-r * 0.5} ${-r * 0.87} A ${r} ${r} 0 0 1 ${r * 0.5} ${-r * 0.87}` }, waves);
    group.addEventListener('pointerdown', (event) => this.dragStart(event, id));
    group.addEventListener('keydown', (event) => this.key(event, id));
    group.addEventListener('focus', () => this.select(id));
    const item = document.createElement('button');
    item.type = 'button';
    item.className = 'chip';
    item.style.setProperty('--dot', colour);
    item.textContent = id;
    item.addEventListener('click', () => this.select(id));
    this.list.append(item);
    const person = { group, body, item, user: null };
    this.people.set(id, person);
    if (this.awaited) {
      this.awaited = false;
      this.select(id);
    }
    return person;
  }

  place({ group, body, item, user }) {
    const x = Math.max(-WIDE + 0.15, Math.min(WIDE - 0.15, user.x));
    const z = Math.max(-BEHIND + 0.15, Math.min(FAR - 0.25, user.z));
    group.setAttribute('transform', `translate(${x.toFixed(3)} ${z.toFixed(3)})`);
    const towards = (Math.atan2(-x, z) * 180) / Math.PI;
    body.setAttribute('transform', `rotate(${(towards + (1 - user.attending) * 110).toFixed(1)})`);
    const side = Math.abs(user.x) < 0.05 ? 'straight ahead' : `${Math.abs(user.x).toFixed(1)} m to its ${user.x > 0 ? 'left' : 'right'}`;
    const looks = user.attending >= 0.5 ? 'looks at the robot' : 'looks away';
    group.setAttribute('aria-label', `${user.id}: ${user.z.toFixed(1)} m in front of the robot, ${side}, ${looks}. Arrow keys move, Delete removes.`);
    item.setAttribute('aria-pressed', String(this.selected === user.id));
    group.classList.toggle('away', user.attending < 0.5);
    group.classList.toggle('selected', this.selected === user.id);
  }

  select(id) {
    this.selected = id;
    for (const person of this.people.values()) if (person.user) this.place(person);
    this.showSelected();
    this.onSelect(id);
  }

  showSelected() {
    this.form.hidden = !this.selected;
    const user = this.people.get(this.selected)?.user;
    if (!user) return;
    this.form.querySelector('.chosen').textContent = user.id;
    this.form.querySelector('.look').textContent = user.attending >= 0.5 ? 'Look away' : 'Look at the robot';
  }

  // Somebody new stands where there is room, unless a place is given.
  add(place) {
    const users = this.state.sections.users;
    const free = [[0, 1.2], [0.7, 1.4], [-0.7, 1.4], [0.35, 2], [-0.35, 2], [1.2, 1.9], [-1.2, 1.9], [0, 2.7], [0.9, 2.6], [-0.9, 2.6]];
    const empty = free.find(([x, z]) => users.every((user) => Math.hypot(user.x - x, user.z - z) > 0.45)) ?? [0, 3];
    const [x, z] = place ?? empty;
    this.awaited = this.line.send({ do: 'add', x, z });
  }

  look() {
    const user = this.people.get(this.selected)?.user;
    if (user) this.line.send({ do: 'look', id: user.id, attending: user.attending >= 0.5 ? 0 : 1 });
  }

  remove(id = this.selected) {
    if (id) this.line.send({ do: 'remove', id });
  }

  placeOf(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  dragStart(event, id) {
    event.preventDefault();
    const [x, z] = this.placeOf(event);
    const { user, group } = this.people.get(id);
    this.svg.setPointerCapture(event.pointerId);
    group.focus();
    this.drag = { id, dx: user.x - x, dz: user.z - z, x: user.x, z: user.z, moved: false };
  }

  dragOn(event) {
    if (!this.drag) return;
    const [x, z] = this.placeOf(event);
    const { drag } = this;
    drag.x = Math.max(-WIDE + 0.15, Math.min(WIDE - 0.15, x + drag.dx));
    drag.z = Math.max(0.3, Math.min(FAR - 0.25, z + drag.dz));
    drag.moved = true;
    const person = this.people.get(drag.id);
    person.user = { ...person.user, x: drag.x, z: drag.z };
    this.place(person);
    this.tellLater();
  }

  dragEnd() {
    if (!this.drag) return;
    const { id, x, z, moved } = this.drag;
    clearTimeout(this.timer);
    this.timer = 0;
    this.drag = null;
    if (moved) this.tell(id, x, z);
  }

  tellLater() {
    this.timer ||= setTimeout(() => {
      this.timer = 0;
      if (this.drag) this.tell(this.drag.id, this.drag.x, this.drag.z);
    }, PAUSE);
  }

  tell(id, x, z) {
    this.line.send({ do: 'move', id, x: Number(x.toFixed(3)), z: Number(z.toFixed(3)) });
  }

  key(event, id) {
    const [x, z] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [0, 0];
    const { user } = this.people.get(id);
    if (x || z) {
      event.preventDefault();
      this.tell(id, user.x + x, Math.max(0.3, user.z + z));
    } else if (event.key === 'Delete') {
      this.remove(id);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.select(id);
      this.form.querySelector('input').focus();
    }
  }
}
