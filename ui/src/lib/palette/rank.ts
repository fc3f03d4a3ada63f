import type { Item } from './item';

/** An item with what is searched of it, in small letters. */
export interface Entry {
  item: Item;
  name: string;
  rest: string;
}

export function entryOf(item: Item): Entry {
  return {
    item,
    name: item.name.toLowerCase(),
    rest: `${item.note ?? ''} ${item.also ?? ''}`.toLowerCase(),
  };
}

const EXACT = 1000;
const PREFIX = 900;
const WORD_START = 700;
const INSIDE = 500;
const REST_WORD_START = 400;
const REST_INSIDE = 300;
const SUBSEQUENCE = 100;
/** Off a match that needed several words of the query. */
const APART = 40;

/** Those that match, best first: the beginning of a name, then of a word, then letters in their order. */
export function rank(query: string, entries: readonly Entry[]): Item[] {
  const phrase = query.trim().toLowerCase().replace(/\s+/g, ' ');
  const words = phrase.split(' ');
  const found: { item: Item; score: number }[] = [];
  for (const entry of entries) {
    const score = scoreOf(phrase, words, entry);
    if (score > 0) found.push({ item: entry.item, score: score - Math.min(entry.name.length, 99) / 100 });
  }
  return found.sort((a, b) => b.score - a.score).map(({ item }) => item);
}

/** Shorter words are in too many actions. */
const LEAST = 3;
/** Things whose actions are looked through: there may be thousands, of which the best are meant. */
const TRIED = 200;

/**
 * Actions of things, found by words for both: “rotate ci”. What is said of the action begins one of its words; without
 * a word for the thing it is the actions proper of whatever has them.
 */
export function actionsOn(query: string, entries: readonly Entry[], most: number): Item[] {
  const words = query.trim().toLowerCase().split(/\s+/);
  if (!words.some((word) => word.length >= LEAST)) return [];
  const things: { entry: Entry; own: string[]; score: number }[] = [];
  let unnamed = 0;
  for (const entry of entries) {
    if (!entry.item.more || entry.item.ask !== undefined) continue;
    const own = words.filter((word) => entry.name.includes(word) || entry.rest.includes(word));
    if (own.length === 0 && ++unnamed > TRIED) continue;
    things.push({ entry, own, score: own.reduce((sum, word) => sum + scoreOfTerm(word, entry), 0) });
  }
  const found: Item[] = [];
  for (const { entry, own } of things.sort((a, b) => b.score - a.score).slice(0, TRIED)) {
    for (const action of entry.item.more?.() ?? []) {
      if (action.blocked || (own.length === 0 && action.kind !== 'action')) continue;
      const said = entryOf(action);
      const ofIt = words.filter((word) => word.length >= LEAST && begins(said, word));
      if (ofIt.length === 0 || !words.every((word) => own.includes(word) || ofIt.includes(word))) continue;
      found.push({ ...action, note: entry.item.name });
      if (found.length === most) return found;
    }
  }
  return found;
}

function begins({ name, rest }: Entry, term: string): boolean {
  return startsWord(name, term, name.indexOf(term)) || startsWord(rest, term, rest.indexOf(term));
}

function scoreOf(phrase: string, words: readonly string[], entry: Entry): number {
  const whole = scoreOfTerm(phrase, entry);
  if (whole > 0 || words.length === 1) return whole;
  let sum = 0;
  for (const word of words) {
    const score = scoreOfTerm(word, entry);
    if (score === 0) return 0;
    sum += score;
  }
  return sum / words.length - APART;
}

function scoreOfTerm(term: string, { name, rest }: Entry): number {
  const at = name.indexOf(term);
  if (at === 0) return name.length === term.length ? EXACT : PREFIX;
  if (at > 0) return startsWord(name, term, at) ? WORD_START : INSIDE;
  const beside = rest.indexOf(term);
  if (beside >= 0) return startsWord(rest, term, beside) ? REST_WORD_START : REST_INSIDE;
  return subsequence(term, name);
}

/** Whether a word of `text` begins with the term, here or further on. */
function startsWord(text: string, term: string, from: number): boolean {
  for (let at = from; at >= 0; at = text.indexOf(term, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true;
  }
  return false;
}

/** Letters further apart than this, for each one asked for, are there by chance. */
const SPREAD = 4;

/** Two letters or more, all there in their order and near each other; the closer together, the better. */
function subsequence(term: string, name: string): number {
  if (term.length < 2) return 0;
  let first = -1;
  let at = -1;
  for (const letter of term) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return 0;
    if (first < 0) first = at;
  }
  const span = at - first + 1;
  return span > SPREAD * term.length ? 0 : SUBSEQUENCE + Math.max(0, 90 - (span - term.length));
}
