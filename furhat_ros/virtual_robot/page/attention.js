// Where the head and the eyes point: after whom or what is attended, or after the head pose that was asked for.
// Degrees as on the wire: yaw to the robot's left, pitch down, roll to the robot's right.

const SPEEDS = { xslow: 18, slow: 35, medium: 75, fast: 140, xfast: 240 };
const EYES_REACH = 30;
const degrees = (radians) => (radians * 180) / Math.PI;

// The direction of a place in the robot's frame: x to its left, y up, z forward.
export function directionOf([x, y, z]) {
  return { yaw: degrees(Math.atan2(x, z)), pitch: -degrees(Math.atan2(y, Math.hypot(x, z))) };
}

// Goes towards a goal with a limited speed, and softly at both ends.
class Joint {
  constructor() {
    this.angle = 0;
    this.speed = 0;
  }

  step(goal, limit, seconds) {
    const wanted = Math.max(-limit, Math.min(limit, (goal - this.angle) * 7));
    this.speed += (wanted - this.speed) * Math.min(1, seconds * 12);
    this.angle += this.speed * seconds;
    if (Math.abs(goal - this.angle) < 0.02 && Math.abs(this.speed) < 0.2) {
      this.angle = goal;
      this.speed = 0;
    }
  }
}

export class Attention {
  constructor() {
    this.joints = { yaw: new Joint(), pitch: new Joint(), roll: new Joint() };
    this.follows = false;
    this.waited = 0;
    this.goal = { yaw: 0, pitch: 0 };
    this.gaze = { yaw: 0, pitch: 0 };
  }

  // As many small steps as it takes: with a large one a joint would swing over its goal.
  step(seconds, what) {
    const count = Math.max(1, Math.ceil(seconds / 0.03));
    let result = null;
    for (let i = 0; i < count; i += 1) result = this.smallStep(seconds / count, what);
    return result;
  }

  // `place` is what is attended, or null; gives the pose of the head and the eyes in it, from -1 to 1.
  smallStep(seconds, { place, movement, headpose, limit = 50 }) {
    const target = place ? directionOf(place) : { yaw: 0, pitch: 0 };
    const held = (angle) => Math.max(-limit, Math.min(limit, angle));
    let speed = SPEEDS[(headpose ?? movement)?.speed] ?? SPEEDS.medium;
    let roll = 0;
    if (headpose) {
      const from = headpose.relative ? target : { yaw: 0, pitch: 0 };
      this.goal = { yaw: held(from.yaw + headpose.yaw), pitch: held(from.pitch + headpose.pitch) };
      roll = held(headpose.roll);
    } else {
      if (this.mayFollow(target, movement, Boolean(place), seconds)) this.goal = { yaw: held(target.yaw), pitch: held(target.pitch) };
      if (!place) speed = SPEEDS.medium;
    }
    const { yaw, pitch } = this.joints;
    yaw.step(this.goal.yaw, speed, seconds);
    pitch.step(this.goal.pitch, speed, seconds);
    this.joints.roll.step(roll, speed, seconds);
    // Eyes are there long before the head is; without anybody to look at they look where the head does.
    const looksAt = place ? target : { yaw: yaw.angle, pitch: pitch.angle };
    const quick = Math.min(1, seconds * 22);
    this.gaze.yaw += (looksAt.yaw - yaw.angle - this.gaze.yaw) * quick;
    this.gaze.pitch += (looksAt.pitch - pitch.angle - this.gaze.pitch) * quick;
    const eye = (angle) => Math.max(-1, Math.min(1, angle / EYES_REACH));
    return {
      pose: { yaw: yaw.angle, pitch: pitch.angle, roll: this.joints.roll.angle },
      eyes: { x: eye(this.gaze.yaw), y: eye(-this.gaze.pitch) },
    };
  }

  // Within the slack only the eyes follow; outside of it, or after a while, the neck comes after.
  mayFollow(target, movement, isSomewhere, seconds) {
    if (!isSomewhere || !movement) return true;
    const away = { yaw: Math.abs(target.yaw - this.goal.yaw), pitch: Math.abs(target.pitch - this.goal.pitch) };
    if (away.yaw > movement.slack_yaw || away.pitch > movement.slack_pitch) {
      this.waited = 0;
      return true;
    }
    if (away.yaw < 1 && away.pitch < 1) {
      this.waited = 0;
      return false;
    }
    this.waited += seconds;
    const isOver = movement.slack_timeout >= 0 && this.waited * 1000 > movement.slack_timeout;
    if (isOver) this.waited = 0;
    return isOver;
  }
}
