// Buttons to try out the robot without a program: each sends the request that a program would send.

import { NAMES } from './characters.js';

export class TryOut {
  constructor({ root, line, gestures, state }) {
    this.root = root;
    this.state = state;
    const chips = root.querySelector('.gestures');
    for (const name of Object.keys(gestures)) {
      const chip = document.createElement('button');
      chip.type = 'button';
      chip.className = 'chip';
      chip.textContent = name;
      chip.addEventListener('click', () => line.request('gesture.start', { name }));
      chips.append(chip);
    }
    root.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      const input = root.querySelector('input[name=text]');
      const text = input.value.trim() || input.placeholder;
      line.request('speak.text', { text });
      input.value = '';
    });
    root.querySelector('.hush').addEventListener('click', () => line.request('speak.stop'));
    root.querySelector('.closest').addEventListener('click', () => line.request('attend.user', { user_id: 'closest' }));
    root.querySelector('.nobody').addEventListener('click', () => line.request('attend.nobody'));
    root.querySelector('.listen').addEventListener('click', () => {
      line.request(state.sections.listen.on ? 'listen.stop' : 'listen.start', state.sections.listen.on ? {} : { partial: true });
    });
    root.querySelector('input[type=color]').addEventListener('input', (event) => line.request('led.set', { color: event.target.value }));
    root.querySelector('.dark').addEventListener('click', () => line.request('led.set', { color: '#000000' }));
    this.faces = root.querySelector('select');
    for (const mask of ['adult', 'child']) {
      const group = document.createElement('optgroup');
      group.label = mask;
      for (const name of NAMES) group.append(new Option(name, `${mask} - ${name}`));
      this.faces.append(group);
    }
    this.faces.addEventListener('change', () => line.request('face.config', { face_id: this.faces.value }));
  }

  update() {
    const { face, listen, led } = this.state.sections;
    this.faces.value = face.id;
    this.root.querySelector('.listen').textContent = listen.on ? 'Stop listening' : 'Listen';
    const picker = this.root.querySelector('input[type=color]');
    if (document.activeElement !== picker) picker.value = led[0];
  }
}
