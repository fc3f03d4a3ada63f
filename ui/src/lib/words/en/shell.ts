/** What stands around every screen. */
export const shell = {
  opening: 'Opening Keyhinge…',
  not_opened: 'Keyhinge could not open its data',
  broken: 'This screen stopped working',
  broken_about: 'That is a defect of Keyhinge; nothing that was saved is lost.',
  show_again: 'Show it again',
  navigation: 'Screens',
  screens: {
    keys: 'Keys',
    limits: 'Limits',
    usage: 'Usage',
    providers: 'Providers',
    gateway: 'Gateway',
    activity: 'Activity',
    settings: 'Settings',
  },
};
