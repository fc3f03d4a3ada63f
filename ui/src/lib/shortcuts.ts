/**
 * Every shortcut of the window, once: the handlers bind these ids, and the keyboard map shows them. A chord is
 * `Mod+k` (Ctrl, on macOS ⌘), `Shift+F10`, or a key as the keyboard writes it; `g k` is one after the other.
 */
export const SHORTCUTS = {
  everywhere: {
    palette: ['Mod+k'],
    search: ['/', 'Mod+f'],
    map: ['?'],
    create: ['c'],
    go_keys: ['g k'],
    go_limits: ['g l'],
    go_usage: ['g u'],
    go_providers: ['g p'],
    go_gateway: ['g w'],
    go_activity: ['g a'],
    go_settings: ['g s'],
    zoom_in: ['Mod++', 'Mod+='],
    zoom_out: ['Mod+-'],
    zoom_reset: ['Mod+0'],
  },
  list: {
    next: ['ArrowDown'],
    previous: ['ArrowUp'],
    page_down: ['PageDown'],
    page_up: ['PageUp'],
    first: ['Home'],
    last: ['End'],
    open: ['Enter'],
    to_actions: ['ArrowRight'],
    to_row: ['ArrowLeft'],
    menu: ['Shift+F10', 'ContextMenu'],
  },
  targets: {
    next: ['ArrowDown'],
    previous: ['ArrowUp'],
    first: ['Home'],
    last: ['End'],
  },
  palette: {
    next: ['ArrowDown'],
    previous: ['ArrowUp'],
    page_down: ['PageDown'],
    page_up: ['PageUp'],
    run: ['Enter'],
    actions: ['ArrowRight'],
    back: ['Backspace'],
    close: ['Escape'],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type Place = keyof typeof SHORTCUTS;
export type Shortcut<P extends Place> = keyof (typeof SHORTCUTS)[P] & string;

export const mac = /Mac/.test(navigator.userAgent);

/** How long a begun `g` waits for its second key. */
const SEQUENCE_MS = 1500;

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'timeStamp'>;

/** The chord that was pressed. Shift counts with letters and named keys only: where `?` lies is the layout's affair. */
function chord({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): string | undefined {
  const mod = mac ? metaKey : ctrlKey;
  if (altKey || (mac ? ctrlKey : metaKey)) return undefined;
  const letter = /^\p{L}$/u.test(key);
  const shift = shiftKey && (letter || key.length > 1);
  return (mod ? 'Mod+' : '') + (shift ? 'Shift+' : '') + (letter ? key.toLowerCase() : key);
}

/** Which of a place's shortcuts were pressed; remembers the first key of a sequence. */
export class Presses<P extends Place> {
  readonly #chords = new Map<string, Shortcut<P>>();
  readonly #starts = new Set<string>();
  #begun: { chord: string; at: number } | undefined;

  constructor(place: P) {
    for (const [id, chords] of Object.entries<readonly string[]>(SHORTCUTS[place])) {
      for (const one of chords) {
        this.#chords.set(one, id as Shortcut<P>);
        const [start, second] = one.split(' ');
        if (start !== undefined && second !== undefined) this.#starts.add(start);
      }
    }
  }

  hear(event: Press): Shortcut<P> | undefined {
    const now = chord(event);
    const begun = this.#begun;
    this.#begun = undefined;
    if (now === undefined) return undefined;
    if (begun && event.timeStamp - begun.at <= SEQUENCE_MS) {
      const found = this.#chords.get(`${begun.chord} ${now}`);
      if (found) return found;
    }
    if (this.#starts.has(now)) this.#begun = { chord: now, at: event.timeStamp };
    return this.#chords.get(now);
  }
}

/** Whether plain keys belong to what has the focus: text, a list that jumps to a letter, a menu. */
export function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('textarea, select, [role="menu"], [role="spinbutton"]'))
    return true;
  return target instanceof HTMLInputElement && !/^(radio|checkbox|button|submit|range)$/.test(target.type);
}

/** Whether the shortcut is a plain key, which what has the focus may need for itself. */
export function isPlain({ ctrlKey, metaKey }: Press): boolean {
  return !ctrlKey && !metaKey;
}

/** A chord for `aria-keyshortcuts`, which knows no sequences. */
export function ariaKeys(chords: readonly string[]): string | undefined {
  const known = chords.filter((one) => !one.includes(' ') && !one.includes('++'));
  return known.map((one) => one.replace('Mod+', mac ? 'Meta+' : 'Control+')).join(' ') || undefined;
}
