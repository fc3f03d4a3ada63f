import type { FilterId } from '$lib/keys';
import type { Order } from './order';

/** Where the user was in the list, kept while a key is open so that “back” finds it again. */
class ListState {
  filter = $state<FilterId>('all');
  /** Remembered until the window closes; none is the order in which the keys were made. */
  order = $state.raw<Order | null>(null);
  /** The row that the arrow keys are on. */
  activeId = $state<string | null>(null);
  scrollTop = 0;
  /** Set when a key is opened from its row: coming back puts the focus there. */
  returnTo: string | null = null;
}

export const list = new ListState();
