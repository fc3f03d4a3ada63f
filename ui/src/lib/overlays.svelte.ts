/** What lies over every screen and is opened from anywhere. */
class Overlays {
  palette = $state(false);
  keyboardMap = $state(false);
}

export const overlays = new Overlays();
