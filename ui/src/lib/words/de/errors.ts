import type { CommandError } from '$lib/api/contract';
import type { Code } from '$lib/api/failure';
import type { Told, Words } from '../types';

type Of<C extends Code> = Extract<CommandError, { code: C }>;

const NOTHING = 'Nichts wurde erstellt oder geändert.';

/** What the core says beyond the code, as a path or a reason, stands behind the German sentence in its own words. */
const detailed = (sentence: string, { message }: CommandError) =>
  `${sentence} (${message.replace(/\.$/, '')})`;

const FIELDS: Readonly<Record<string, string>> = {
  name: 'Der Name',
  purpose: 'Der Zweck',
  permissions: 'Die Auswahl der Rechte',
  expiry: 'Der Ablauf',
  plan: 'Der Tarif',
  limits: 'Die Angabe der Limits',
  file: 'Die Datei',
  path: 'Der Pfad',
  passphrase: 'Die Passphrase',
  new_passphrase: 'Die neue Passphrase',
  variable: 'Der Name der Variable',
};

/** A code of the core that has no German does not compile. */
const TEXTS: { readonly [C in Code]: (error: Of<C>) => Told } = {
  bad_request: (error) => ({
    message: detailed('Die Anfrage lässt sich nicht lesen.', error),
    next_step: 'Die Anfrage berichtigen und erneut senden.',
  }),
  unknown_command: () => ({
    message: 'Diesen Befehl gibt es nicht.',
    next_step: 'Den Namen prüfen; `khg call --list` zeigt alle.',
  }),
  invalid: (error) => ({
    message: detailed(`${FIELDS[error.field] ?? `„${error.field}“`} geht so nicht.`, error),
    next_step: 'Ändern und erneut versuchen; nichts wurde gespeichert.',
  }),
  not_found: (error) => ({
    message: detailed('Das gibt es hier nicht.', error),
    next_step: 'In der Liste nachsehen: Vielleicht wurde es entfernt, oder die ID ist vertippt.',
  }),
  ambiguous: (error) => ({
    message: detailed('Mehrere Schlüssel heißen so.', error),
    next_step: 'Statt des Namens die ID des Schlüssels angeben.',
  }),
  already_revealed: () => ({
    message: 'Der Schlüssel wurde schon angezeigt.',
    next_step: 'Ganz angezeigt wird ein Schlüssel einmal. Er lässt sich weiter kopieren, ohne ihn zu zeigen.',
  }),
  secret_not_held: () => ({
    message: 'Das Geheimnis dieses Schlüssels liegt nicht hier.',
    next_step:
      'Wer den Schlüssel erstellt hat, hat sein Geheimnis. Bei Bedarf hier einen neuen Schlüssel erstellen.',
  }),
  already_revoked: () => ({
    message: 'Der Schlüssel ist schon widerrufen.',
    next_step: 'Es ist nichts mehr zu tun.',
  }),
  key_ended: (error) => ({
    message: detailed('Diesen Schlüssel nimmt der Anbieter nicht mehr an.', error),
    next_step: 'Einen anderen Schlüssel nehmen, oder einen neuen erstellen und an seine Stelle setzen.',
  }),
  busy: () => ({
    message: 'Ein anderer Vorgang läuft noch.',
    next_step: 'Warten, bis er endet, dann erneut versuchen.',
  }),
  rotation_unproved: ({ refused }) => ({
    message: refused
      ? 'Der neue Schlüssel funktioniert nicht; nichts wurde umgestellt.'
      : 'Dass der neue Schlüssel funktioniert, ist nicht erwiesen; nichts wurde umgestellt.',
    next_step: refused
      ? 'Noch einmal testen oder einen anderen Schlüssel nehmen. Der alte funktioniert weiter.'
      : 'Zuerst testen. Wo der Test es nicht sagen kann, angeben, dass er funktioniert.',
  }),
  name_mismatch: () => ({
    message: 'Der eingegebene Name ist nicht der des Schlüssels.',
    next_step: 'Den Namen genau so eingeben, wie er angezeigt wird. Nichts wurde widerrufen.',
  }),
  snippet_refused: (error) => ({
    message: detailed('Dieses Ziel kann den Wert nicht aufnehmen.', error),
    next_step: 'Ein anderes Ziel für diesen Schlüssel wählen.',
  }),
  snippet_unconfirmed: () => ({
    message: 'Dieser Schlüssel ist für die Produktion, das Ziel für die Entwicklung.',
    next_step: 'Einen Schlüssel für die Entwicklung anlegen, oder bestätigen, dass dieser dorthin soll.',
  }),
  keychain_locked: () => ({
    message: `Der Schlüsselbund ist gesperrt. ${NOTHING}`,
    next_step: 'Den Schlüsselbund entsperren, dann erneut versuchen.',
  }),
  keychain_dismissed: () => ({
    message: `Der Schlüsselbund hat den Zugriff nicht erlaubt. ${NOTHING}`,
    next_step: 'Erneut versuchen und die Rückfrage des Schlüsselbunds bejahen, oder ihn vorher entsperren.',
  }),
  keychain_absent: () => ({
    message: `Es gibt keinen Schlüsselbund, der sich benutzen lässt. ${NOTHING}`,
    next_step:
      'Einen Schlüsselbund-Dienst starten (unter Linux gnome-keyring oder KWallet, in einer Desktop-Sitzung), dann erneut versuchen. Oder stattdessen eine verschlüsselte Datei wählen (in den Einstellungen oder mit `khg vault create`).',
  }),
  keychain_slow: () => ({
    message: `Der Schlüsselbund hat nicht rechtzeitig geantwortet. ${NOTHING}`,
    next_step:
      'Nachsehen, ob hinter einem Fenster eine Rückfrage des Schlüsselbunds wartet, dann erneut versuchen.',
  }),
  keychain_unreliable: (error) => ({
    message: detailed('Der Schlüsselbund hat versagt.', error),
    next_step:
      'Mit dem Programm des Schlüsselbunds nachsehen, ob der Eintrag noch da ist, und erneut versuchen; wenn es so bleibt, den Dienst neu starten.',
  }),
  vault_locked: () => ({
    message: `Der Tresor ist gesperrt. ${NOTHING}`,
    next_step: 'Den Tresor entsperren, dann erneut versuchen.',
  }),
  wrong_passphrase: () => ({
    message: 'Das ist nicht die Passphrase dieses Tresors.',
    next_step: 'Noch einmal eingeben; Großschreibung und Leerzeichen zählen.',
  }),
  vault_file: (error) => ({
    message: detailed('Die Datei des Tresors ist nicht verwendbar.', error),
    next_step:
      'Eine eigene Kopie von vault.bin in den Datenordner zurücklegen oder einen neuen Tresor beginnen; die Geheimnisse sind dann verloren.',
  }),
  secrets_unmoved: (error) => ({
    message: detailed('Nicht alle Geheimnisse lassen sich mitnehmen; nichts wurde geändert.', error),
    next_step:
      'Den Tresor verwendbar machen, in dem sie liegen, und erneut versuchen. Oder ohne sie fortfahren.',
  }),
  port_taken: ({ port, free_port }) => ({
    message: `Port ${port} wird von einem anderen Programm benutzt, das Gateway ist also aus.`,
    next_step:
      free_port === null
        ? 'Einen anderen Port wählen, oder jenes Programm beenden und erneut versuchen.'
        : `Port ${free_port} nehmen, einen anderen wählen, oder jenes Programm beenden und erneut versuchen.`,
  }),
  gateway_elsewhere: (error) => ({
    message: detailed('Ein anderer Prozess betreibt das Gateway für diesen Datenordner.', error),
    next_step: 'Das Gateway dort stoppen, dann erneut versuchen.',
  }),
  clipboard_unavailable: (error) => ({
    message: detailed('Die Zwischenablage lässt sich nicht benutzen.', error),
    next_step: 'Erneut versuchen; der Schlüssel liegt weiter sicher.',
  }),
  database_newer: (error) => ({
    message: detailed('Die Daten stammen von einem neueren Keyhinge und blieben, wie sie sind.', error),
    next_step:
      'Das neueste Keyhinge installieren, oder dieses mit einem anderen Datenordner starten (--data-dir).',
  }),
  host_unconfirmed: (error) => ({
    message: `Der Schlüssel ginge an ${error.hosts.join(', ')}.`,
    next_step:
      'Prüfen, ob er dorthin gehört, und den Host bestätigen. Ein Schlüssel, der an einen falschen Host geht, ist verloren.',
  }),
  not_offered: (error) => ({
    message: detailed('Das bietet der Anbieter nicht an.', error),
    next_step: 'Auf der Seite des Anbieters erledigen; seine Seite in Keyhinge führt hin.',
  }),
  no_credential: (error) => ({
    message: detailed('Das Konto hat keine Zugangsdaten zum Verwalten von Schlüsseln.', error),
    next_step: 'Das Konto unter „Anbieter“ öffnen und sie hinzufügen.',
  }),
  duplicate: (error) => ({
    message: detailed('Diesen Schlüssel gibt es hier schon.', error),
    next_step: 'Nichts wurde doppelt gespeichert; den vorhandenen benutzen.',
  }),
  creation_unknown: (error) => ({
    message: detailed('Ob der Schlüssel erstellt wurde, ist nicht bekannt.', error),
    next_step:
      'Das Konto gleich aktualisieren: Wurde er erstellt, steht er in der Liste. Vorher nicht noch einmal erstellen.',
  }),
  secret_lost: (error) => ({
    message: detailed('Der Schlüssel wurde erstellt, sein Geheimnis ging verloren.', error),
    next_step: 'Niemand kann ihn benutzen. Widerrufen, dann einen neuen erstellen.',
  }),
  provider: (error) => ({ message: error.message, next_step: error.next_step }),
  database_damaged: (error) => ({
    message: detailed('Die Datei ist beschädigt oder unvollständig.', error),
    next_step:
      'Eine Kopie aus dem Ordner „backups“ an ihre Stelle legen. Kein Geheimnis ist verloren: Darin war keines.',
  }),
  database_read_only: (error) => ({
    message: detailed('Die Datenbank lässt sich nicht beschreiben.', error),
    next_step: 'Datei und Ordner für sich beschreibbar machen, dann erneut versuchen.',
  }),
  database_foreign: (error) => ({
    message: detailed('Die Datei gehört nicht zu Keyhinge und blieb, wie sie ist.', error),
    next_step:
      'Jene Datei woanders hinlegen, oder Keyhinge mit einem anderen Datenordner starten (--data-dir).',
  }),
  database_busy: (error) => ({
    message: detailed('Ein anderes Programm hält die Daten besetzt.', error),
    next_step: 'Einen Moment warten oder das andere Programm beenden, dann erneut versuchen.',
  }),
  disk_full: () => ({
    message: `Der Datenträger ist voll. ${NOTHING}`,
    next_step: 'Platz schaffen, dann erneut versuchen.',
  }),
  storage: (error) => ({
    message: detailed('Das Lesen oder Schreiben einer Datei ist gescheitert.', error),
    next_step: 'Prüfen, ob der Ordner da und beschreibbar und der Datenträger nicht voll ist.',
  }),
  internal: (error) => ({
    message: detailed('In Keyhinge ist etwas gescheitert.', error),
    next_step: 'Erneut versuchen; wenn es so bleibt, mit dem Protokoll melden.',
  }),
};

export const errors: Words['errors'] = {
  told: (error) => (TEXTS[error.code] as (error: CommandError) => Told)(error),
  no_answer: {
    message: 'Keyhinge hat nicht geantwortet.',
    next_step:
      'Erneut versuchen. Wenn es so bleibt, Keyhinge schließen und wieder öffnen; nichts Gespeichertes ist verloren.',
  },
};
