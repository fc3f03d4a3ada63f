// The virtual display's own memory, which Xvfb keeps in a file: what is on the screen, seen from outside and alike for
// every program.

import { openSync, readSync } from 'node:fs';

/** Every so many lines of the screen are looked at. */
const EVERY = 4;

export class Screen {
  #file;
  #start;
  width;
  #lines;

  /** Opens the file of Xvfb's `-fbdir`: an XWD picture. */
  constructor(path) {
    this.#file = openSync(path, 'r');
    const header = Buffer.alloc(100);
    readSync(this.#file, header, 0, header.length, 0);
    const field = (index) => header.readUInt32BE(index * 4);
    const [headerSize, width, height, bits, stride, colours] = [0, 4, 5, 11, 12, 19].map(field);
    if (bits !== 32 || stride !== width * 4) throw new Error('The screen is not the expected one.');
    this.#start = headerSize + colours * 12;
    this.width = width;
    this.#lines = Math.floor(height / EVERY);
  }

  /** The looked-at lines: one number per pixel. */
  pixels() {
    const found = new Uint32Array(this.#lines * this.width);
    for (let line = 0; line < this.#lines; line += 1) {
      const [at, length] = [line * this.width * 4, this.width * 4];
      readSync(this.#file, found, at, length, this.#start + at * EVERY);
    }
    return found;
  }
}

/** The frame that the window manager draws, in pixels: no part of what a window paints. */
const TITLE_BAR = 24;
const BORDER = 6;

/** From 0 to 255. */
const brightness = (pixel) => ((pixel & 0xff) + 2 * ((pixel >> 8) & 0xff) + ((pixel >> 16) & 0xff)) / 4;

/** How far ink is from its background when it is learnt, and when it is seen again: edges of letters are not drawn alike twice. */
const [LEARNT, SEEN] = [60, 30];

/**
 * What a window looks like when it is done, and how to know it again: by where the ink is in its left half. At the right
 * of a list stand ages, which differ from start to start.
 */
export class Look {
  #ink = [];
  #blank;
  #background;

  /** From a picture without the window and one with it. */
  constructor(screen, blank, pixels) {
    const { width } = screen;
    const touched = [...pixels.keys()].filter((index) => pixels[index] !== blank[index]);
    const columns = touched.map((index) => index % width);
    const [left, right] = [Math.min, Math.max].map((most) =>
      columns.reduce((a, b) => most(a, b), columns[0]),
    );
    const top = Math.floor(touched[0] / width);
    const area = touched.filter((index) => {
      const [x, y] = [index % width, Math.floor(index / width)];
      return x >= left + BORDER && x < (left + right) / 2 && (y - top) * EVERY >= TITLE_BAR;
    });
    const counts = new Map();
    for (const index of area) counts.set(pixels[index], (counts.get(pixels[index]) ?? 0) + 1);
    const [background] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
    this.#background = brightness(background);
    this.#blank = blank;
    this.#ink = area.filter((index) => this.#isInk(pixels, index, LEARNT));
  }

  #isInk(pixels, index, distance) {
    const pixel = pixels[index];
    return pixel !== this.#blank[index] && Math.abs(brightness(pixel) - this.#background) >= distance;
  }

  /** Pixels of ink. */
  get size() {
    return this.#ink.length;
  }

  /** The part of the ink that is on the screen now, from 0 to 1. */
  seen(screen) {
    const pixels = screen.pixels();
    return this.#ink.filter((index) => this.#isInk(pixels, index, SEEN)).length / this.#ink.length;
  }
}
