/** What lies over every screen and is opened from anywhere. */
class Overlays {
  palette = $state(false);
  keyboardMap = $state(false);
  /** Keys are taken in, into an account where one is named. */
  importing = $state.raw<{ account?: string } | null>(null);
}

export const overlays = new Overlays();
