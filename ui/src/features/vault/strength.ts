export type Strength = 'short' | 'fair' | 'good' | 'strong';

/** As the host has it. */
export const PASSPHRASE_MIN = 12;

/** A rough word for a passphrase: its length counts, repetition does not. No promise, only a hint. */
export function strength(text: string): Strength {
  const characters = [...text];
  const different = new Set(characters).size;
  if (characters.length < PASSPHRASE_MIN || different < 5) return 'short';
  if (characters.length >= 24 && different >= 10) return 'strong';
  return characters.length >= 16 && different >= 8 ? 'good' : 'fair';
}
