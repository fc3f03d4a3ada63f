import type { Place, Rotation } from '$lib/api/contract';

/** Where it was put after it was shown, nobody here knows. */
export const isUnknown = ({ kind, state }: Place): boolean => kind === 'revealed' && state === 'holds_old';

/** How many places do not have the new key yet, as far as that is known. */
export function holding(rotation: Rotation): number {
  return rotation.places.filter(
    (place) => (place.state === 'holds_old' || place.state === 'holds_other') && !isUnknown(place),
  ).length;
}
