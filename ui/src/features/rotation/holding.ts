import type { Place, Rotation } from '$lib/api/contract';

/** Where it was put after it was shown, nobody here knows. */
export const isUnknown = ({ kind, state }: Place): boolean => kind === 'revealed' && state === 'holds_old';

/** How many places hold the old key, as far as that is known. */
export const holding = ({ places }: Rotation): number =>
  places.filter((place) => place.state === 'holds_old' && !isUnknown(place)).length;
