import { plural } from '../numbers';
import type { Words } from '../types';

export const limits: Words['limits'] = {
  title: 'Limits',
  loading: 'Limits werden geladen…',
  plans_of: (account) => `${account} · Tarife`,
  of_each_key: 'jeder Schlüssel hat eigene Limits',
  keys_on: (count) => plural(count, 'Schlüssel', 'Schlüssel'),
  no_key: 'Noch kein Schlüssel hat Limits',
  no_key_about:
    'Ein Schlüssel bekommt seine Limits beim Erstellen von seinem Tarif. Seine Anzeigen erscheinen hier und bewegen sich mit jedem Aufruf.',
  create: 'Einen Schlüssel erstellen',
  more: (next, all) => `${next} weitere von ${all} anzeigen`,
};
