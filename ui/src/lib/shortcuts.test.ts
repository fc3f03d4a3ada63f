import { describe, expect, it } from 'vitest';
import { Presses, SHORTCUTS, ariaKeys, takesLetters } from './shortcuts';

const press = (key: string, change: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  timeStamp: 0,
  ...change,
});
const hear = (key: string, change: Partial<KeyboardEvent> = {}) =>
  new Presses('everywhere').hear(press(key, change));

describe('a chord', () => {
  it.each([
    ['k', { ctrlKey: true }, 'palette'],
    ['K', { ctrlKey: true }, 'palette'],
    ['K', { ctrlKey: true, shiftKey: true }, undefined],
    ['k', { ctrlKey: true, altKey: true }, undefined],
    ['k', { metaKey: true }, undefined],
    ['f', { ctrlKey: true }, 'search'],
    ['/', {}, 'search'],
    ['/', { shiftKey: true }, 'search'],
    ['?', { shiftKey: true }, 'map'],
    ['c', {}, 'create'],
    ['C', {}, 'create'],
    ['C', { shiftKey: true }, undefined],
    ['c', { ctrlKey: true }, undefined],
    ['+', { ctrlKey: true, shiftKey: true }, 'zoom_in'],
    ['=', { ctrlKey: true }, 'zoom_in'],
    ['-', { ctrlKey: true }, 'zoom_out'],
    ['0', { ctrlKey: true }, 'zoom_reset'],
    ['x', {}, undefined],
  ] as const)('%s %o is %s', (key, change, id) => expect(hear(key, change)).toBe(id));
});

describe('one key after the other', () => {
  const heard = (...events: Parameters<typeof press>[]) => {
    const presses = new Presses('everywhere');
    return events.map((event) => presses.hear(press(...event)));
  };

  it('opens a screen', () => expect(heard(['g'], ['k'])).toEqual([undefined, 'go_keys']));
  it('takes its time, but not for ever', () => {
    expect(heard(['g'], ['l', { timeStamp: 1400 }])).toEqual([undefined, 'go_limits']);
    expect(heard(['g'], ['l', { timeStamp: 1600 }])).toEqual([undefined, undefined]);
  });
  it('forgets a beginning that went on otherwise', () => {
    expect(heard(['g'], ['x'], ['k'])).toEqual([undefined, undefined, undefined]);
    expect(heard(['g'], ['c'])).toEqual([undefined, 'create']);
    expect(heard(['g'], ['g'], ['s'])).toEqual([undefined, undefined, 'go_settings']);
  });
});

it('no chord means two things in one place', () => {
  for (const place of Object.values(SHORTCUTS)) {
    const chords = Object.values<readonly string[]>(place).flat();
    expect(new Set(chords).size).toBe(chords.length);
  }
});

it('leaves plain keys to what takes text', () => {
  const page = new DOMParser().parseFromString(
    '<input><input type="radio"><textarea></textarea><select></select><button></button><div role="menu"><i></i></div>',
    'text/html',
  );
  const taking = [...page.querySelectorAll('input, textarea, select, button, i')].map(takesLetters);
  expect(taking).toEqual([true, false, true, true, false, true]);
});

it('says its keys to assistive technology', () => {
  expect(ariaKeys(SHORTCUTS.everywhere.search)).toBe('/ Control+f');
  expect(ariaKeys(SHORTCUTS.everywhere.go_keys)).toBeUndefined();
  expect(ariaKeys(SHORTCUTS.everywhere.zoom_in)).toBe('Control+=');
});
