import { grouped } from '../numbers';
import type { Words } from '../types';

export const revoke: Words['revoke'] = {
  title: (key) => `${key} widerrufen`,
  final: 'Ein Widerruf gilt sofort und lässt sich nicht rückgängig machen.',
  loading: 'Wird nachgesehen, was diesen Schlüssel benutzt…',
  consequences: ({ key, requests_last_24_hours: requests, copied_to, vault }) => [
    requests === 0
      ? 'In den letzten 24 Stunden hat ihn nichts benutzt.'
      : requests === 1
        ? 'Eine Anfrage hat ihn in den letzten 24 Stunden benutzt; wer sie gestellt hat, bekommt 401 REVOKED_API_KEY.'
        : `${grouped(requests)} Anfragen haben ihn in den letzten 24 Stunden benutzt; wer sie gestellt hat, bekommt 401 REVOKED_API_KEY.`,
    'Antworten, die gerade gestreamt werden, brechen binnen einer Sekunde ab.',
    ...(key.purpose === 'Production'
      ? ['Es ist ein Schlüssel für Production: Ein Dienst kann von ihm abhängen.']
      : []),
    ...(copied_to.length > 0
      ? [`Er wurde kopiert für: ${copied_to.join(', ')}. Was dort eingefügt wurde, hört auf zu gelten.`]
      : []),
    ...(key.secret_held
      ? [
          vault === 'keychain'
            ? 'Sein Geheimnis wird aus dem Schlüsselbund dieses Rechners gelöscht.'
            : 'Sein Geheimnis wird aus dem verschlüsselten Tresor gelöscht.',
        ]
      : []),
  ],
  last_used: 'Zuletzt benutzt',
  never: 'nie',
  requests: 'Anfragen in den letzten 24 h',
  copied_for: 'Kopiert für',
  nowhere: 'von hier aus nirgends',
  confirm: (key) => `Zur Bestätigung ${key} eingeben`,
  keep: 'Schlüssel behalten',
  now: 'Jetzt widerrufen',
  revoking: 'Wird widerrufen…',
};
