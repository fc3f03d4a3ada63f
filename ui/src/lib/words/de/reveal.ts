import { plural } from '../numbers';
import type { Words } from '../types';

export const reveal: Words['reveal'] = {
  title: (key) => `${key} ist bereit`,
  never_expires: 'unbefristet',
  expires_in: (days) => `läuft in ${plural(days, 'Tag', 'Tagen')} ab`,
  expires_within_a_day: 'läuft binnen eines Tages ab',
  saved: {
    keychain:
      'Im Schlüsselbund gespeichert und zurückgelesen. Er lässt sich jederzeit aus Keyhinge kopieren; ganz angezeigt wird er nur hier, nur jetzt.',
    file: 'Im verschlüsselten Tresor gespeichert und zurückgelesen. Er lässt sich jederzeit aus Keyhinge kopieren; ganz angezeigt wird er nur hier, nur jetzt.',
  },
  masked: 'Der Schlüssel, verdeckt',
  hidden: 'Endgültig verborgen',
  hide: 'Verbergen',
  show: 'Anzeigen',
  copy: 'Schlüssel kopieren',
  copy_snippet: 'Als Snippet kopieren',
  copy_as: 'Kopieren als…',
  copy_as_menu: 'Kopieren als',
  choose_target: 'Wählen, wohin er kommt',
  still_copied: 'Er lässt sich weiter kopieren, hier und später aus der Liste.',
  hides_in: (left) => `Verbirgt sich in ${left}, oder wenn dieses Fenster den Fokus verliert`,
  hides_after: (left) => `Wird er angezeigt, verbirgt er sich nach ${left}`,
  done: 'Fertig',
};
