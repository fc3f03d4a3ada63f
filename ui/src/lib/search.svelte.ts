/** The text that filters the keys: one for the window, so that it survives opening a key and coming back. */
class Search {
  text = $state('');
  /** Set where another screen began a search: the box on the keys takes the focus over. */
  wanted = $state(false);
}

export const search = new Search();
