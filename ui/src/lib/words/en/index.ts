import { palette } from './palette';
import { shell } from './shell';
import { shortcuts } from './shortcuts';
import { time } from './time';

/** The catalogue. English says which entries there are; every other language has the same. */
export const en = { palette, shell, shortcuts, time };
