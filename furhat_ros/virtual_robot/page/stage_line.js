// The line to the robot's stage: connects, connects again, and tells what comes.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5000;

export class StageLine extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
    this.pause = FIRST_PAUSE;
    this.isOpen = false;
    this.connect();
  }

  connect() {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.isOpen = true;
      this.pause = FIRST_PAUSE;
      this.tell('open');
    };
    socket.onmessage = ({ data }) => this.tell('message', JSON.parse(data));
    socket.onclose = () => {
      this.isOpen = false;
      this.tell('closed', { seconds: this.pause / 1000 });
      setTimeout(() => this.connect(), this.pause);
      this.pause = Math.min(LONGEST_PAUSE, this.pause * 1.6);
    };
  }

  send(command) {
    if (this.isOpen) this.socket.send(JSON.stringify(command));
    return this.isOpen;
  }

  // Sends a request as a program does, to try out the robot.
  request(type, fields = {}) {
    return this.send({ do: 'request', request: { type: `request.${type}`, ...fields } });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
