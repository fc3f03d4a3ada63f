import { shell } from './shell';
import { time } from './time';

/** The catalogue. English says which entries there are; every other language has the same. */
export const en = { shell, time };
