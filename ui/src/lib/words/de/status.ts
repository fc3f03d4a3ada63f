import { plural } from '../numbers';
import type { Words } from '../types';

export const status: Words['status'] = {
  being_replaced: 'wird ersetzt',
  replaces: 'ersetzt einen anderen',
  active: 'Aktiv',
  old: (days) => `Wechseln: ${days} Tage alt`,
  expires_within_a_day: 'Läuft binnen eines Tages ab',
  expires_in: (days) => `Läuft in ${plural(days, 'Tag', 'Tagen')} ab`,
  limit_reached: 'Limit erreicht',
  limit_left: (left) => `Limit, noch ${left}`,
  expired: 'Abgelaufen',
  refused: 'Im Test abgelehnt',
  pending: 'Wird erstellt',
  gone: 'Beim Anbieter verschwunden',
  disabled: 'Gesperrt',
  revocation_not_confirmed: 'Widerruf nicht bestätigt',
  revoked: 'Widerrufen',
  never_used: 'nie',
  no_generation: ', ohne Modelle',
  age: {
    none: '–',
    days_old: (days) => `${days} Tg. alt`,
    no_expiry: 'unbefristet',
    expired: 'abgelaufen',
    hours_left: (hours) => `noch ${hours} h`,
    days_left: (days) => `noch ${days} Tg.`,
  },
  older_than: (days) => `Älter als ${days} Tage`,
  filters: {
    all: 'Alle',
    attention: 'Zu beachten',
    expiring: 'Läuft bald ab',
    unused: '30 Tage unbenutzt',
    full_access: 'Vollzugriff',
  },
};
