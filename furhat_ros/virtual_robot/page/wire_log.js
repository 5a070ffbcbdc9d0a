// The log of the wire: requests and events, newest at the bottom. Streams are folded, and only so many lines are kept.

export const MOST_LINES = 300;

const sizeOf = (letters) => (letters < 1000 ? `${letters} B` : `${(letters / 1000).toFixed(letters < 10000 ? 1 : 0)} kB`);

export class WireLog {
  constructor({ list, filter, kinds, pause, clear, count, line }) {
    Object.assign(this, { list, filter, kinds, pause, count, line });
    this.isPaused = false;
    this.entries = [];
    filter.addEventListener('input', () => this.sift());
    for (const box of kinds) box.addEventListener('change', () => this.sift());
    pause.addEventListener('click', () => this.turn(!this.isPaused));
    clear.addEventListener('click', () => this.empty());
  }

  turn(isPaused) {
    this.isPaused = isPaused;
    this.pause.setAttribute('aria-pressed', String(isPaused));
    this.pause.textContent = isPaused ? 'Go on' : 'Pause';
    this.ask();
  }

  // Tells the robot what this page wants: a log that is paused costs nothing.
  ask() {
    this.line.send({ do: 'watch', wire: !this.isPaused });
  }

  take(message) {
    if (this.isPaused) return;
    const kind = message.direction === 'in' ? 'request' : message.bulk ? 'stream' : 'event';
    const last = this.entries[this.entries.length - 1];
    if (message.bulk && last?.kind === kind && last.name === message.name && last.client === message.client) {
      last.times += 1;
      last.size += message.size;
      last.note.textContent = `× ${last.times}, ${sizeOf(last.size)} in all`;
      return;
    }
    const entry = { kind, name: message.name, client: message.client, times: 1, size: message.size, ...this.row(message, kind) };
    const atEnd = this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 30;
    this.entries.push(entry);
    this.list.append(entry.row);
    while (this.entries.length > MOST_LINES) this.entries.shift().row.remove();
    this.hide(entry);
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
    this.tellCount();
  }

  row({ now, direction, client, name, size, fields, bulk }, kind) {
    const row = document.createElement('li');
    row.className = kind;
    const part = (tag, className, text) => {
      const element = document.createElement(tag);
      element.className = className;
      element.textContent = text;
      return element;
    };
    const text = bulk || fields === null || fields === undefined || isEmpty(fields) ? '' : JSON.stringify(fields);
    const note = part('span', 'note', bulk || size > 2000 ? sizeOf(size) : '');
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    const arrow = part('span', 'arrow', direction === 'in' ? '→' : '←');
    arrow.title = direction === 'in' ? 'to the robot' : 'from the robot';
    summary.append(
      part('span', 'time', now.toFixed(2)), arrow, part('span', 'client', client ? `#${client}` : 'page'),
      part('span', 'type', name.replace(/^(request|response)\./, '')), part('span', 'fields', text), note,
    );
    details.append(summary);
    if (text) details.append(part('pre', '', JSON.stringify(fields, null, 1)));
    row.append(details);
    return { row, note, text: `${name} ${text}`.toLowerCase() };
  }

  hide(entry) {
    const wanted = this.filter.value.trim().toLowerCase();
    const shown = [...this.kinds].some((box) => box.checked && box.value === entry.kind);
    entry.row.hidden = !shown || !entry.text.includes(wanted);
  }

  sift() {
    this.entries.forEach((entry) => this.hide(entry));
    this.list.scrollTop = this.list.scrollHeight;
    this.tellCount();
  }

  empty() {
    this.entries = [];
    this.list.replaceChildren();
    this.tellCount();
  }

  tellCount() {
    const shown = this.entries.filter(({ row }) => !row.hidden).length;
    this.count.textContent = shown === this.entries.length ? `${shown} lines` : `${shown} of ${this.entries.length} lines`;
  }
}

const isEmpty = (fields) => typeof fields === 'object' && Object.keys(fields).length === 0;
