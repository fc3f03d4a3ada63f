import type { Words } from '../types';
import { palette } from './palette';
import { shell } from './shell';
import { shortcuts } from './shortcuts';
import { time } from './time';

export const de: Words = { palette, shell, shortcuts, time };
