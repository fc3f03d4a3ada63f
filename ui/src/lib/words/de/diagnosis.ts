import type { FailureClass } from '$lib/api/contract';
import { grouped } from '../numbers';
import type { Words } from '../types';
import { manifest } from './manifests';

const NO_FAULT = 'Über den Schlüssel sagt das nichts.';

/** What happened, by its class. */
const SENTENCES: Readonly<Record<FailureClass, string>> = {
  missing_key: 'Laut Anbieter trug die Anfrage keinen Schlüssel',
  invalid_key: 'Der Anbieter lehnt den Schlüssel ab',
  expired_key: 'Laut Anbieter ist der Schlüssel abgelaufen',
  revoked_key: 'Laut Anbieter wurde der Schlüssel widerrufen',
  wrong_credential: 'Der Anbieter erwartet hier eine andere Art von Schlüssel',
  wrong_permission: 'Der Anbieter kennt den Schlüssel und erlaubt ihm das nicht',
  suspended: 'Laut Anbieter ist das Konto gesperrt',
  payment_required: 'Der Anbieter will Geld: Guthaben oder Kontingent ist aufgebraucht',
  rate_limited: 'Der Anbieter wurde zu oft aufgerufen',
  model_not_found: 'Der Anbieter kennt dieses Modell nicht',
  not_found: 'Unter dieser Adresse hat der Anbieter nichts',
  bad_request: 'Der Anbieter hat die Anfrage nicht verstanden',
  provider_down: 'Der Anbieter konnte nicht antworten',
  not_the_api: 'Etwas anderes als die API des Anbieters hat geantwortet',
  address_refused: 'Nichts wurde gesendet: An diese Adresse darf kein Schlüssel gehen',
  unusable_key:
    'Nichts wurde gesendet: Der Schlüssel ist leer oder hat Zeichen, die keine Anfrage tragen kann',
  proxy: 'Nichts wurde gesendet: Der eingestellte Proxy ist keine brauchbare Adresse',
  name_not_found: 'Der Host des Anbieters wurde nicht gefunden',
  connection_refused: 'Der Host des Anbieters nimmt keine Verbindung an',
  tls: 'Die Verbindung zum Anbieter ließ sich nicht absichern',
  timed_out: 'Der Anbieter hat nicht rechtzeitig geantwortet',
  unreachable: 'Der Anbieter war nicht zu erreichen',
  broken: 'Die Verbindung zum Anbieter brach ab',
  unreadable: 'Die Antwort des Anbieters lässt sich nicht lesen',
  unknown: 'Die Antwort des Anbieters hat keine bekannte Bedeutung',
};

/** What a class means where the provider's manifest has nothing closer to say, and what to do. */
const GENERAL: Readonly<Record<FailureClass, readonly [meaning: string, next_step: string]>> = {
  missing_key: [
    'Der Schlüssel wurde nicht gesendet, stand in einem anderen Header, als dieser Anbieter liest, oder ging unterwegs verloren.',
    'Prüfen, wie der Schlüssel gesendet wird und ob ein Proxy den Header entfernt.',
  ],
  invalid_key: [
    'Der Schlüssel ist falsch, abgelaufen oder widerrufen, oder er gehört zu einem anderen Anbieter oder einer anderen Adresse.',
    'Den Schlüssel noch einmal kopieren und ihn samt Adresse auf der Seite des Anbieters prüfen.',
  ],
  expired_key: [
    'Der Schlüssel war richtig, und seine Zeit ist um.',
    'Einen neuen Schlüssel erstellen und an die Stelle des alten setzen.',
  ],
  revoked_key: [
    'Jemand hat den Schlüssel widerrufen oder deaktiviert; mit diesem Schlüssel lässt sich das nicht rückgängig machen.',
    'Einen neuen Schlüssel erstellen, falls noch einer gebraucht wird.',
  ],
  wrong_credential: [
    'Schlüssel, die Schlüssel verwalten, und Schlüssel für Programme sind nicht dasselbe, und keiner kann, was der andere kann.',
    'Für Modelle einen gewöhnlichen Schlüssel nehmen, für Schlüssel den Verwaltungsschlüssel.',
  ],
  wrong_permission: [
    'Dem Schlüssel fehlt ein Recht, oder das Konto hat keinen Zugang zu dem, was verlangt wurde.',
    'Die Rechte des Schlüssels auf der Seite des Anbieters prüfen oder einen anderen nehmen.',
  ],
  suspended: [
    'Kein Schlüssel dieses Kontos gilt, bis der Anbieter das aufhebt.',
    'Den Support des Anbieters fragen.',
  ],
  payment_required: [
    'Der Schlüssel selbst ist richtig. Kurz zu warten hilft nicht.',
    'Auf der Seite des Anbieters Guthaben aufladen oder das Kontingent erhöhen. Vorher nicht wiederholen.',
  ],
  rate_limited: [
    'Ein Limit ist erreicht. Der Schlüssel selbst ist richtig.',
    'Warten, bis das Limit wieder frei ist, dann seltener aufrufen.',
  ],
  model_not_found: [
    'Der Name des Modells ist falsch, das Modell wurde zurückgezogen, oder dieser Schlüssel darf es nicht benutzen.',
    'Ein Modell aus der Liste des Anbieters wählen.',
  ],
  not_found: [
    `Die Basis-URL oder der Pfad ist falsch, oder es gibt das Verlangte nicht mehr. ${NO_FAULT}`,
    'Die Basis-URL des Kontos prüfen.',
  ],
  bad_request: [
    'Etwas an der Anfrage ist ungültig. Der Schlüssel ist nicht die Ursache.',
    'Lesen, was der Anbieter sagt, und die Anfrage ändern.',
  ],
  provider_down: [
    `Der Fehler liegt beim Anbieter. ${NO_FAULT}`,
    'Später erneut versuchen; auf die Statusseite des Anbieters sehen.',
  ],
  not_the_api: [
    `Ein Proxy, eine Anmeldeseite des Netzes oder eine Weiterleitung steht dazwischen. ${NO_FAULT}`,
    'Die Adresse im Browser öffnen, sich am Netz anmelden und die Basis-URL und den Proxy prüfen.',
  ],
  address_refused: [
    'Schlüssel gehen nur über https, an diesen Rechner oder an einen privaten Host, der bestätigt wurde.',
    'Die Basis-URL des Kontos prüfen.',
  ],
  unusable_key: [
    'Der gespeicherte Text ist kein Schlüssel, wie er ausgegeben wurde; oft kam ein Zeilenumbruch oder Anführungszeichen mit.',
    'Den Schlüssel noch einmal kopieren und neu speichern.',
  ],
  proxy: [
    `Solange das so ist, kann keine Anfrage hinaus. ${NO_FAULT}`,
    'Den Proxy in den Einstellungen berichtigen.',
  ],
  name_not_found: [
    `Der Name ließ sich nicht auflösen: Dieser Rechner ist offline, oder der Name ist falsch. ${NO_FAULT}`,
    'Das Netz und die Basis-URL prüfen.',
  ],
  connection_refused: [
    `Dort lauscht gerade nichts, oder eine Firewall steht dazwischen. ${NO_FAULT}`,
    'Prüfen, ob der Server läuft, und seine Adresse und seinen Port.',
  ],
  tls: [
    'Das Zertifikat ist ungültig, oder jemand unterwegs zeigt ein anderes. Der Schlüssel wurde nicht gesendet.',
    'Das Datum dieses Rechners prüfen und fragen, wer das Netz betreibt. Nicht auf http wechseln.',
  ],
  timed_out: [`Das Netz oder der Anbieter ist langsam. ${NO_FAULT}`, 'Später erneut versuchen.'],
  unreachable: [
    `Das Netz fehlt oder versperrt den Weg. ${NO_FAULT}`,
    'Das Netz prüfen, dann erneut versuchen.',
  ],
  broken: [
    `Ob die Anfrage gewirkt hat, ist nicht bekannt. ${NO_FAULT}`,
    'Vor dem Wiederholen nachsehen, ob sie gewirkt hat.',
  ],
  unreadable: [
    'Sie ist zu groß oder komprimiert, was die API dieses Anbieters nicht tut; vielleicht antwortete etwas anderes.',
    'Die Basis-URL und den Proxy prüfen.',
  ],
  unknown: [
    `Sie ist weder ein Erfolg noch ein bekannter Fehler. ${NO_FAULT}`,
    'Lesen, was der Anbieter sagt; später erneut versuchen.',
  ],
};

export const diagnosis: Words['diagnosis'] = {
  told: (of) => {
    const [meaning, next_step] = of.from_manifest
      ? [manifest(of.meaning), manifest(of.next_step)]
      : GENERAL[of.class];
    const status = of.status === null ? '' : ` (Status ${of.status})`;
    return { sentence: `${SENTENCES[of.class]}${status}.`, meaning, next_step };
  },
  says: 'Der Anbieter sagt',
  request_id: 'Kennung der Anfrage',
  answered: (status, code) => (code === null ? `${status}` : `${status} ${code}`),
  answer: 'Antwort',
  limit: 'Limit',
  retry_in: (left) => `Erneut möglich in ${left}`,
  retry_now: 'Jetzt erneut möglich',
  no_retry: 'Nicht wiederholen',
  hint: 'üblich, nicht zugesagt',

  verdict: ({ verdict }) =>
    ({
      works: 'Gilt',
      works_later: 'Gilt, aber nicht jetzt',
      forbidden: 'Bekannt, nicht erlaubt',
      refused: 'Abgelehnt',
      cannot_tell: 'Nicht zu erkennen',
    })[verdict],
  doubts: {
    answers_anyone:
      'Der Anbieter antwortet ohne Schlüssel genauso; über diesen beweist die Antwort also nichts.',
    not_tried_without_key: 'Ob der Anbieter ohne Schlüssel genauso antwortet, ließ sich nicht probieren.',
    no_answer: `Es kam keine Antwort. ${NO_FAULT}`,
    provider_down: `Der Anbieter konnte nicht antworten. ${NO_FAULT}`,
    not_the_api: 'Etwas anderes als die API des Anbieters hat geantwortet.',
    key_not_seen:
      'Der Anbieter sah keinen Schlüssel: Er ging unterwegs verloren oder wird hier anders gesendet.',
    another_reason: 'Die Antwort handelt von etwas anderem als dem Schlüssel.',
  },
  latency: (ms) => `${grouped(ms)} ms`,
  called: (model) => `${model} aufgerufen`,
  testing: 'Der Anbieter wird gefragt…',
  explained: 'Wie der Anbieter den Schlüssel las',
  readings: 'Limits in der Antwort',
  no_readings: 'Die Antwort sagte nichts über Limits.',

  metrics: {
    requests: 'Anfragen',
    prompt_tokens: 'Prompt-Token',
    completion_tokens: 'Antwort-Token',
    tokens: 'Token',
    concurrent_requests: 'Gleichzeitige Anfragen',
  },
  unlimited: 'kein Limit',
  left_of: (left, limit) => `noch ${left} von ${limit}`,
  left_only: (left) => `noch ${left}`,
  up_to: (limit) => `höchstens ${limit}`,
  resets_in: (left) => `wieder voll in ${left}`,
  stale: 'veraltet: erneut aufrufen oder testen',
  read: (when) => `Antwort-Header · ${when}`,
};
