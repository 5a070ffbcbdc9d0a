// What the robot says, word by word as it says it, and what people say to it.

const LINGER = 2.5;

export class Subtitles {
  constructor(line, spoken, state) {
    this.line = line;
    this.spoken = spoken;
    this.state = state;
    this.current = null;
    this.timer = 0;
  }

  // Looks at what is said now; called when that changes.
  update() {
    const { speech, voices } = this.state.sections;
    const said = speech ?? voices[voices.length - 1] ?? null;
    if (said?.start === this.current?.start && said?.text === this.current?.text) return;
    if (!said) {
      this.finish();
      return;
    }
    this.current = said;
    clearTimeout(this.timer);
    this.line.replaceChildren();
    this.line.classList.toggle('user', said !== speech);
    this.line.classList.remove('over');
    if (said !== speech) {
      const who = document.createElement('span');
      who.className = 'who';
      who.textContent = said.user ?? 'somebody';
      this.line.append(who, ' ');
    }
    const words = said.words.length ? said.words : [[0, 0, said.text]];
    this.words = words.map(([start, , text]) => {
      const word = document.createElement('span');
      word.className = 'word';
      word.textContent = text;
      this.line.append(word, ' ');
      return { word, start: said.start + start };
    });
    // Read out as a whole: a screen reader would stumble over single words.
    this.spoken.textContent = `${said !== speech ? said.user ?? 'somebody' : 'The robot'} says: ${said.text}`;
    this.step();
  }

  // Shows the words that have begun, and plans the next one.
  step() {
    clearTimeout(this.timer);
    const now = this.state.now();
    const waiting = this.words.filter(({ word, start }) => {
      word.classList.toggle('said', start <= now + 0.01);
      return start > now + 0.01;
    });
    if (waiting.length) this.timer = setTimeout(() => this.step(), ((waiting[0].start - now) / this.state.speed) * 1000);
  }

  // Words that were not said any more are not shown; the others stay for a moment.
  finish() {
    if (!this.current) return;
    this.step();
    clearTimeout(this.timer);
    this.current = null;
    for (const { word } of this.words) if (!word.classList.contains('said')) word.remove();
    this.line.classList.add('over');
    this.timer = setTimeout(() => this.line.replaceChildren(), LINGER * 1000);
  }
}
