import type { Words } from '../types';
import { shell } from './shell';
import { time } from './time';

export const de: Words = { shell, time };
