import type { RevokeConsequences } from '$lib/api/contract';
import { grouped } from '../numbers';
import type { Words } from '../types';

/** What is said of every key. */
function also({ key, copied_to, vault }: RevokeConsequences): string[] {
  return [
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
  ];
}

function atGateway(of: RevokeConsequences): string[] {
  const requests = of.requests_last_24_hours;
  return [
    requests === 0
      ? 'In den letzten 24 Stunden hat ihn nichts benutzt.'
      : requests === 1
        ? 'Eine Anfrage hat ihn in den letzten 24 Stunden benutzt; wer sie gestellt hat, bekommt 401 REVOKED_API_KEY.'
        : `${grouped(requests)} Anfragen haben ihn in den letzten 24 Stunden benutzt; wer sie gestellt hat, bekommt 401 REVOKED_API_KEY.`,
    'Antworten, die gerade gestreamt werden, brechen binnen einer Sekunde ab.',
    ...also(of),
  ];
}

function atProvider(of: RevokeConsequences): string[] {
  const { key, requests_last_24_hours: requests, sentences } = of;
  const others = also(of);
  // Between what every key loses, the first, and what the gateway saw stands what the provider's manifest says.
  const own = sentences.slice(1, sentences.length - others.length - 1);
  return [
    ...(key.actions.includes('revoke_guided')
      ? [
          `Von hier aus geht das bei ${key.account_name} nicht: Der Schlüssel wird auf der Seite des Anbieters widerrufen, und Keyhinge testet, dass er abgelehnt wird.`,
        ]
      : own),
    requests === 0
      ? 'Über das Gateway hat ihn in den letzten 24 Stunden nichts benutzt; was den Anbieter direkt aufruft, sieht Keyhinge nicht.'
      : requests === 1
        ? 'Eine Anfrage ging in den letzten 24 Stunden mit ihm durch das Gateway.'
        : `${grouped(requests)} Anfragen gingen in den letzten 24 Stunden mit ihm durch das Gateway.`,
    ...others,
  ];
}

export const revoke: Words['revoke'] = {
  title: (key) => `${key} widerrufen`,
  final: (key) =>
    key.origin === 'issued'
      ? 'Ein Widerruf gilt sofort und lässt sich nicht rückgängig machen.'
      : `${key.account_name} lehnt den Schlüssel von da an ab; alles, was ihn benutzt, geht nicht mehr. Das lässt sich nicht rückgängig machen.`,
  loading: 'Wird nachgesehen, was diesen Schlüssel benutzt…',
  consequences: (of) => (of.key.origin === 'issued' ? atGateway(of) : atProvider(of)),
  last_used: 'Zuletzt benutzt',
  never: 'nie',
  requests: 'Anfragen in den letzten 24 h',
  copied_for: 'Kopiert für',
  nowhere: 'noch nichts',
  confirm: (key) => `Zur Bestätigung ${key} eingeben`,
  keep: 'Schlüssel behalten',
  now: 'Jetzt widerrufen',
  revoking: 'Wird widerrufen…',
};
