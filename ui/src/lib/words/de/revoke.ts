import type { Place, RevokeConsequences, RevokeSentence } from '$lib/api/contract';
import { grouped } from '../numbers';
import type { Words } from '../types';
import { acts } from './acts';
import { manifest } from './manifests';
import { rotation } from './rotation';

const named = (places: Place[]) => places.map(rotation.update.place).join('; ');

/** The German sentence; none for what is said elsewhere in the dialog. */
function sentence(
  { about, consequence, text }: RevokeSentence,
  {
    key,
    holds,
    asks,
    stands_in_for,
    waiting_successor,
    ended_successor,
    vault,
    requests_last_24_hours: requests,
  }: RevokeConsequences,
): string | undefined {
  switch (about) {
    case 'final':
      return undefined;
    case 'callers':
      return requests === 0
        ? 'In den letzten 24 Stunden hat ihn nichts benutzt.'
        : requests === 1
          ? 'Eine Anfrage hat ihn in den letzten 24 Stunden benutzt; wer sie gestellt hat, bekommt 401 REVOKED_API_KEY.'
          : `${grouped(requests)} Anfragen haben ihn in den letzten 24 Stunden benutzt; wer sie gestellt hat, bekommt 401 REVOKED_API_KEY.`;
    case 'streams_end':
      return 'Antworten, die gerade gestreamt werden, brechen binnen einer Sekunde ab.';
    case 'guided':
      return `Von hier aus geht das bei ${key.account_name} nicht: Der Schlüssel wird auf der Seite des Anbieters widerrufen, und Keyhinge testet, dass er abgelehnt wird.`;
    case 'manifest':
      return manifest(text);
    case 'of_key':
      return consequence === null ? text : acts.consequences[consequence];
    case 'passed_on':
      return requests === 0
        ? 'Über das Gateway hat ihn in den letzten 24 Stunden nichts benutzt; was den Anbieter direkt aufruft, sieht Keyhinge nicht.'
        : requests === 1
          ? 'Eine Anfrage ging in den letzten 24 Stunden mit ihm durch das Gateway.'
          : `${grouped(requests)} Anfragen gingen in den letzten 24 Stunden mit ihm durch das Gateway.`;
    case 'production':
      return 'Es ist ein Schlüssel für Production: Ein Dienst kann von ihm abhängen.';
    case 'stands_in':
      return `Er hat die Stelle von „${stands_in_for}“: Wer nach diesem fragt, bekommt dann nichts mehr.`;
    case 'successor_waits':
      return `„${waiting_successor}“ soll seine Stelle nehmen, und noch ist nichts umgestellt: zuerst umstellen, sonst bekommt nichts mehr, wer nach diesem fragt.`;
    case 'successor_ended':
      return `„${ended_successor}“, der seine Stelle hat, funktioniert nicht: Danach geht keiner der beiden mehr.`;
    case 'forwards':
      return `Das Gateway leitet mit ihm an ${key.account_name} weiter: Diese Anfragen schlagen dann fehl.`;
    case 'holds':
      return `Er ging an: ${named(holds)}. Was dort steht, hört auf zu gelten.`;
    case 'asks':
      return `Nach ihm fragt: ${named(asks)}. Das bekommt dann nichts mehr.`;
    case 'secret_deleted':
      return vault === 'keychain'
        ? 'Sein Geheimnis wird aus dem Schlüsselbund dieses Rechners gelöscht.'
        : 'Sein Geheimnis wird aus dem verschlüsselten Tresor gelöscht.';
  }
}

export const revoke: Words['revoke'] = {
  title: (key) => `${key} widerrufen`,
  final: (key) =>
    key.origin === 'issued'
      ? 'Ein Widerruf gilt sofort und lässt sich nicht rückgängig machen.'
      : `${key.account_name} lehnt den Schlüssel von da an ab; alles, was ihn benutzt, geht nicht mehr. Das lässt sich nicht rückgängig machen.`,
  loading: 'Wird nachgesehen, was diesen Schlüssel benutzt…',
  consequences: (of) => of.sentences.flatMap((one) => sentence(one, of) ?? []),
  last_used: 'Zuletzt benutzt',
  never: (key) => (key.origin === 'issued' ? 'nie' : 'von hier aus nicht gesehen'),
  requests: 'Anfragen in den letzten 24 h',
  went_to: 'Ging an',
  nowhere: 'noch nichts',
  confirm: (key) => `Zur Bestätigung ${key} eingeben`,
  keep: 'Schlüssel behalten',
  now: 'Jetzt widerrufen',
  revoking: 'Wird widerrufen…',
};
