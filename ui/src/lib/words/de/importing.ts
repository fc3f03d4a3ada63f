import type {
  FileProblem,
  ImportLineProblem,
  ImportProblem,
  Mistaken,
  RemovalProblem,
  TextProblem,
} from '$lib/api/contract';
import { plural } from '../numbers';
import type { Told, Words } from '../types';

const MISTAKEN: Record<Mistaken, string> = {
  address: 'Das ist eine Adresse, kein Schlüssel.',
  path: 'Das ist der Pfad einer Datei, kein Schlüssel.',
  words: 'Darin stehen Leerzeichen, und Schlüssel haben keine.',
};

function problem(of: ImportProblem): Told {
  switch (of.kind) {
    case 'masked':
      return {
        message: 'Ein Teil dieses Schlüssels fehlt oder ist verdeckt.',
        next_step:
          'Den ganzen Schlüssel dort kopieren, wo er entstand. Wird er nur einmal gezeigt, einen neuen erstellen.',
      };
    case 'own_key':
      return {
        message: 'Diesen Schlüssel hat ein Keyhinge-Gateway ausgestellt, kein Anbieter.',
        next_step: 'Er wird auf der Seite des Gateways verwaltet. Hier den Schlüssel des Anbieters einfügen.',
      };
    case 'duplicate':
      return {
        message: `Derselbe Schlüssel steht schon in Zeile ${of.line}.`,
        next_step: 'Für diese Zeile ist nichts zu tun.',
      };
    case 'admin_key':
      return {
        message: 'Dieser Schlüssel verwaltet Schlüssel; Programme können ihn nicht benutzen.',
        next_step:
          'Ihn beim Hinzufügen eines Kontos als Zugang angeben, und hier einen gewöhnlichen Schlüssel.',
      };
    case 'placeholder':
      return {
        message: 'Das ist der Platzhalter eines Beispiels, kein Schlüssel.',
        next_step: 'Den echten Schlüssel an seine Stelle setzen.',
      };
    case 'reference':
      return {
        message: 'Hier steht, wo der Schlüssel ist, nicht der Schlüssel.',
        next_step: 'Den Schlüssel von dort holen.',
      };
    case 'not_a_key':
      return { message: MISTAKEN[of.what], next_step: 'Nur den Schlüssel kopieren.' };
    case 'unsendable':
      return {
        message: `Darin steht ein Zeichen, das keine Anfrage tragen kann (${of.character}).`,
        next_step: 'Den Schlüssel noch einmal dort kopieren, wo er entstand, ohne das, was um ihn steht.',
      };
    case 'look_alike':
      return {
        message: `Darin steht ein Buchstabe, der nur aussieht wie „${of.looks_like}“ (${of.character}).`,
        next_step: 'Den Schlüssel dort kopieren, wo er entstand, statt ihn abzutippen.',
      };
    case 'too_short':
      return {
        message: `Es sind ${of.length} Zeichen; Schlüssel haben mindestens 8.`,
        next_step: 'Den ganzen Schlüssel kopieren.',
      };
    case 'too_long':
      return {
        message: `Es sind ${of.length} Byte; Schlüssel haben höchstens 2.048.`,
        next_step: 'Nur den Schlüssel kopieren, ohne das davor und danach.',
      };
  }
}

const TEXTS: Record<TextProblem, Told> = {
  empty: { message: 'Es gibt keinen Text.', next_step: 'Einen Schlüssel oder eine .env einfügen.' },
  no_keys: {
    message: 'In diesem Text ist kein Schlüssel.',
    next_step: 'Einen Schlüssel, eine .env, einen Befehl oder einen Header mit einem Schlüssel einfügen.',
  },
  too_long: {
    message: 'Der Text ist länger als 1 MiB und wurde nicht gelesen.',
    next_step: 'Nur den Teil mit den Schlüsseln einfügen.',
  },
  too_many: {
    message: 'In diesem Text sind mehr als 1.000 Schlüssel; die ersten 1.000 stehen hier.',
    next_step: 'Erst diese importieren, dann den Rest.',
  },
};

const EDIT = 'Die Datei selbst bearbeiten.';

function file(of: FileProblem): Told {
  switch (of.kind) {
    case 'missing':
      return { message: 'Diese Datei gibt es nicht.', next_step: 'Eine vorhandene Datei wählen.' };
    case 'not_allowed':
      return { message: 'Diese Datei darf nicht geöffnet werden.', next_step: EDIT };
    case 'folder':
      return { message: 'Das ist ein Ordner.', next_step: 'Eine Textdatei wählen.' };
    case 'not_a_file':
      return { message: 'Das ist keine Datei mit Text.', next_step: 'Eine Textdatei wählen.' };
    case 'too_large':
      return {
        message: 'Die Datei ist größer als 1 MiB.',
        next_step: 'Den Teil mit dem Schlüssel einfügen.',
      };
    case 'binary':
      return { message: 'In der Datei steht kein Text.', next_step: 'Den Schlüssel kopieren und einfügen.' };
    case 'not_utf8':
      return {
        message: 'Der Text der Datei ist weder UTF-8 noch UTF-16.',
        next_step: 'Die Datei als UTF-8 speichern, oder den Schlüssel einfügen.',
      };
    case 'changed':
      return { message: 'Die Datei hat sich inzwischen geändert.', next_step: 'Sie noch einmal lesen.' };
    case 'read_only':
      return {
        message: 'Die Datei ist schreibgeschützt.',
        next_step: 'Den Schreibschutz aufheben, oder sie selbst bearbeiten.',
      };
    case 'rights_lost':
      return {
        message: 'Die neue Datei hätte andere Rechte als die alte.',
        next_step: EDIT,
      };
    case 'failed':
      return {
        message: `Die Datei ließ sich nicht lesen oder schreiben (${of.reason}).`,
        next_step: 'Noch einmal versuchen, oder den Schlüssel einfügen.',
      };
  }
}

const LINES: Record<RemovalProblem, string> = {
  structured: 'Der Schlüssel steht in einem Gefüge, das ohne die Zeile zerbrechen könnte.',
  no_statement: 'Der Schlüssel steht nicht in einer Zeile, die eine Variable setzt.',
  shared_line: 'In der Zeile steht mehr als dieser Schlüssel.',
  several_lines: 'Der Schlüssel oder sein Befehl geht über mehrere Zeilen.',
  escaped: 'Der Schlüssel ist in Stücken oder mit Maskierung geschrieben.',
  changed: 'Die Datei ist nicht mehr, wie sie war.',
};

function line(of: ImportLineProblem): Told {
  switch (of.of) {
    case 'line':
      return { message: LINES[of.kind], next_step: EDIT };
    case 'file':
      return file(of.problem);
    case 'recoded':
      return { message: 'Die Datei ist in UTF-16 geschrieben.', next_step: EDIT };
  }
}

const keys = (count: number) => (count === 1 ? '1 Schlüssel' : `${count} Schlüssel`);

export const importing: Words['importing'] = {
  open: 'Schlüssel importieren…',
  title: 'Schlüssel importieren',
  about:
    'Was gefunden wird, steht erst verdeckt da. Nur was ausgewählt ist, kommt in den Tresor dieses Rechners.',
  paste: 'Schlüssel einfügen',
  paste_hint:
    'Ein Schlüssel, mehrere, eine ganze .env, eine export-Zeile, JSON oder ein Befehl mit Schlüssel.',
  examine: 'Schlüssel suchen',
  files: 'Oder Dateien nennen',
  files_hint: 'Ein Pfad je Zeile; ~ ist der eigene Ordner.',
  read_files: 'Dateien lesen',
  folder: 'Oder in Shell-Dateien nachsehen, und nach .env-Dateien in einem Ordner',
  folder_hint: 'Der Ordner darf leer bleiben. Erst steht da, welche Dateien gelesen würden.',
  look: 'Welche Dateien gibt es?',
  places: (count) =>
    count === 0
      ? 'Es gibt keine solche Datei.'
      : `In ${count === 1 ? '1 Datei' : `${count} Dateien`} könnten Schlüssel sein. Noch ist nichts gelesen.`,
  places_list: 'Dateien, die gelesen würden',
  read_places: (count) => (count === 1 ? 'Diese Datei lesen' : `Diese ${count} Dateien lesen`),

  found_title: 'Gefundene Schlüssel',
  keys: 'Schlüssel, die gefunden wurden',
  found: (count, skipped) =>
    `${keys(count)} gefunden${skipped > 0 ? `; ${plural(skipped, 'Einstellung', 'Einstellungen')} ohne Schlüssel, wie PORT=3000, blieb${skipped === 1 ? '' : 'en'} außen vor` : ''}.`,
  where: ({ variable, line: number, file: path }) =>
    [variable, path === null ? `Zeile ${number}` : `${path}:${number}`].filter(Boolean).join(' · '),
  text_problem: ({ kind }) => TEXTS[kind],
  file_problem: file,
  line_problem: line,
  problem,
  note: (note) => {
    switch (note.kind) {
      case 'cleaned':
        return 'Anführungszeichen, Leerzeichen oder unsichtbare Zeichen um den Schlüssel blieben weg.';
      case 'commented':
        return 'Der Schlüssel steht in einem Kommentar.';
      case 'variable_of_another':
        return `Die Variable gehört zu ${note.provider_id}, und der Schlüssel sieht nicht danach aus.`;
      case 'unusual_characters':
        return 'Der Schlüssel enthält Zeichen, die Schlüssel selten haben.';
    }
  },
  already_here: (name) => `Dieser Schlüssel ist schon hier${name ? `: „${name}“` : ''}.`,
  same_as: (number) => `Derselbe Schlüssel wie Nummer ${number} dieser Liste.`,
  to: 'Gehört zu',
  to_choose: 'Wählen…',
  to_accounts: 'Eigene Konten',
  to_new: 'Ein neues Konto',
  to_new_at: (provider) => `Neues Konto bei ${provider}`,
  ask_ambiguous: 'Mehrere Anbieter haben solche Schlüssel. Bitte sagen, wessen er ist.',
  ask_account: 'Bei diesem Anbieter gibt es mehrere Konten. Bitte eines wählen.',
  ask_unknown: 'Dem Schlüssel ist nicht anzusehen, wessen er ist. Bitte wählen.',
  name: 'Name',
  name_usual: 'nach dem Anbieter benannt',
  as_credential: 'Konto hinzufügen',
  take_out: 'Aus der Datei nehmen.',
  take_out_about: 'Ein Kommentar sagt, wohin er kam. Programme, die ihn dort lesen, finden ihn nicht mehr.',
  stays: 'Die Zeile bleibt in der Datei.',
  take: (count) => (count === 0 ? 'Importieren' : `${keys(count)} importieren`),
  back: 'Zurück',

  done_title: 'Importiert',
  results: 'Was aus jedem Schlüssel wurde',
  taken: (count) => `${keys(count)} im Tresor.`,
  imported: (name, account) => `Importiert als „${name}“ bei ${account}.`,
  taken_out: (path) => `Aus ${path} genommen.`,
  put_back: (path) => `Wieder in ${path}.`,
  not_put_back: 'Die Zeile ließ sich nicht zurücksetzen.',
  kept: 'Der Schlüssel bleibt hier, damit er nicht verloren geht.',
  undone: 'Rückgängig gemacht: Der Schlüssel ist nicht mehr in Keyhinge.',
  undo: 'Rückgängig',
  undo_about: 'Das lässt sich hier rückgängig machen, höchstens zehn Minuten lang.',
  done: 'Fertig',
};
