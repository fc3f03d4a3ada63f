/** The text that filters the providers: one for the window, so that it survives opening a provider and coming back. */
class ProviderSearch {
  text = $state('');
}

export const providerSearch = new ProviderSearch();
