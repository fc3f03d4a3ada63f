import type { Words } from '../types';

const secrets = (count: number) => (count === 1 ? '1 Geheimnis' : `${count} Geheimnisse`);

export const vault: Words['vault'] = {
  setting: 'Geheimnisse liegen in',
  kinds: { keychain: 'Im Schlüsselbund dieses Systems', file: 'In einer verschlüsselten Datei' },
  states: {
    ready: 'bereit',
    locked: 'gesperrt',
    absent: 'nicht vorhanden',
    missing_file: 'die Datei fehlt',
    bad_file: 'die Datei ist nicht verwendbar',
    failed: 'zurzeit nicht verwendbar',
  },
  cancel: 'Abbrechen',
  close: 'Schließen',

  no_keychain: 'Auf diesem Rechner gibt es keinen Schlüsselbund für Geheimnisse.',

  bar: 'Tresor',
  bar_locked:
    'Der Tresor ist gesperrt. Alles andere funktioniert; Geheimnisse sind nach dem Entsperren verwendbar.',
  trouble: {
    ready: '',
    locked: '',
    absent: 'Der Tresor ist nicht vorhanden.',
    missing_file: 'Die Datei des Tresors ist nicht mehr an ihrem Platz.',
    bad_file: 'Die Datei des Tresors ist nicht verwendbar.',
    failed: 'Die Datei des Tresors konnte nicht gelesen werden.',
  },
  trouble_next:
    'Eine eigene Kopie von vault.bin in den Datenordner zurücklegen. Ohne Kopie einen neuen Tresor beginnen: Die Geheimnisse sind dann verloren.',
  look_again: 'Erneut nachsehen',

  unlock: 'Entsperren',
  unlocking: 'Wird entsperrt…',
  unlock_title: 'Tresor entsperren',
  unlock_about: 'Er bleibt entsperrt, bis er gesperrt oder Keyhinge geschlossen wird.',
  passphrase: 'Passphrase',
  wrong_passphrase: 'Das ist nicht die Passphrase dieses Tresors.',
  forgotten: 'Passphrase vergessen…',
  lock: 'Sperren',

  choose_ask: 'Verschlüsselte Datei verwenden…',
  choose_title: 'Geheimnisse in einer verschlüsselten Datei aufbewahren',
  choose_about:
    'Für Rechner ohne Schlüsselbund, etwa Server und WSL. Die Geheimnisse liegen in einer Datei im Datenordner, verschlüsselt mit einer Passphrase, die nach jedem Start abgefragt wird. Geheimnisse, die jetzt im Schlüsselbund liegen, ziehen um.',
  no_recovery:
    'Eine vergessene Passphrase lässt sich nicht wiederherstellen: Alle Geheimnisse sind dann verloren. Sicherungen enthalten keine Geheimnisse; eine Kopie von vault.bin selbst aufbewahren.',
  choose: 'Verschlüsselte Datei verwenden',
  choosing: 'Geheimnisse ziehen um…',
  anew_ask: 'Neuen Tresor beginnen…',
  anew_title: 'Neuen Tresor beginnen',
  anew_about:
    'Die vorhandene Datei lässt sich nicht öffnen. Ein neuer Tresor enthält keines ihrer Geheimnisse: Die Schlüssel bleiben ohne ihr Geheimnis in der Liste und lassen sich widerrufen. Eine vorhandene Datei bleibt neben der neuen liegen.',
  anew: 'Neuen Tresor beginnen',
  leave_secrets:
    'Ohne diese Geheimnisse fortfahren; bei ihren Schlüsseln steht dann, dass das Geheimnis hier nicht liegt.',

  passphrase_new: 'Neue Passphrase',
  passphrase_again: 'Noch einmal dieselbe',
  passphrase_hint: (least) => `Mindestens ${least} Zeichen; gut sind einige Wörter ohne Zusammenhang`,
  passphrase_short: (least) => `Nötig sind mindestens ${least} Zeichen, nicht alle gleich.`,
  passphrase_differs: 'Die beiden sind nicht gleich.',
  show_typed: 'Eingabe anzeigen',
  strength: {
    short: 'Zu kurz oder zu gleichförmig',
    fair: 'Ausreichend: länger ist besser',
    good: 'Gut',
    strong: 'Stark',
  },

  change_ask: 'Passphrase ändern…',
  change_title: 'Passphrase ändern',
  change_about: 'Frühere Kopien von vault.bin lassen sich weiterhin mit der alten Passphrase öffnen.',
  change: 'Passphrase ändern',
  changing: 'Wird geändert…',

  keychain_ask: 'Schlüsselbund verwenden…',
  keychain_title: 'Geheimnisse im Schlüsselbund aufbewahren',
  keychain_about:
    'Jedes Geheimnis wird in den Schlüsselbund dieses Systems geschrieben und zurückgelesen. Danach wird die verschlüsselte Datei gelöscht.',
  keychain: 'Schlüsselbund verwenden',

  done_title: 'Der Tresor ist gewechselt',
  done: {
    keychain: 'Geheimnisse liegen jetzt im Schlüsselbund dieses Systems.',
    file: 'Geheimnisse liegen jetzt in dieser verschlüsselten Datei. Sie ist entsperrt, bis Keyhinge geschlossen wird.',
  },
  moved: (count) => (count === 0 ? '' : `${secrets(count)} umgezogen.`),
  left: (count) =>
    `Im alten Tresor blieb zurück: ${secrets(count)}. Dort mit dessen eigenem Programm löschen.`,
};
