// What the page knows about the robot: the sections of the stage, and the robot's time.

export class RobotState {
  constructor() {
    this.isThere = false;
    this.speed = 1;
    this.headLimit = 50;
    this.offset = null;
    this.sections = {
      face: { id: 'adult - Alex', visible: true, idle: { blinking: true, microexpressions: true, head_sway: false }, params: {}, headpose: null },
      attend: { target: 'nobody', current: 'nobody', location: null, movement: null },
      users: [], speech: null, voices: [], listen: { on: false, languages: [] }, gestures: [], led: ['#000000'], settings: {},
      eyes_closed: false,
    };
  }

  // Takes a message of the stage; gives the names of what has changed.
  take(message) {
    if (message.type === 'snapshot') {
      this.speed = message.speed;
      this.headLimit = message.head_limit;
      this.offset = null;
    }
    if (typeof message.now === 'number') this.hearTime(message.now);
    const changed = Object.keys(message).filter((name) => name in this.sections);
    for (const name of changed) this.sections[name] = message[name];
    return changed;
  }

  // The quickest message tells the time best; a slow drift is followed.
  hearTime(now) {
    const offset = now - (performance.now() / 1000) * this.speed;
    this.offset = this.offset === null ? offset : Math.max(offset, this.offset - 0.002);
  }

  // The robot's time, which goes on by itself.
  now() {
    return (performance.now() / 1000) * this.speed + (this.offset ?? 0);
  }

  // Where what the robot attends is, in its frame; null for nobody.
  attendedPlace() {
    const { attend, users } = this.sections;
    if (attend.current === 'location') return attend.location;
    const person = users.find(({ id }) => id === attend.current);
    return person ? [person.x, person.y, person.z] : null;
  }
}
