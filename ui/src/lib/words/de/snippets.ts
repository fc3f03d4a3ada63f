import { plural } from '../numbers';
import type { Words } from '../types';
import { said, target } from './snippet-sentences';

export const snippets: Words['snippets'] = {
  loading: 'Snippets werden geladen…',
  loading_one: 'Snippet wird geladen…',
  where: 'Wohin der Schlüssel kommt',
  find: 'Ziel suchen',
  found: (count) => plural(count, 'Ziel', 'Ziele'),
  none: (text) => `Kein Ziel passt auf „${text}“.`,
  platform: 'Plattform',
  platforms: { unix: 'Linux, macOS', windows: 'Windows', any: 'Überall' },
  here: 'hier',
  groups: {
    shell: 'Shell',
    file: 'Dateien',
    container: 'Container',
    ci: 'CI',
    code: 'Code',
    tool: 'Werkzeuge',
  },
  unfit: 'nicht für diesen Schlüssel',
  variable: 'Variable',
  variable_fixed: (name) => `${target(name)} liest diese Variable, was auch sonst gesetzt ist.`,
  model: 'Modell',
  shape: 'API-Format',
  shapes: { openai: 'OpenAI', anthropic: 'Anthropic', native: 'Das eigene des Anbieters' },
  form: 'Wie der Text an den Schlüssel kommt',
  forms: {
    variable: { name: 'Variable', about: 'Der Text liest die Variable, die anderswo gesetzt wird.' },
    ask: { name: 'Fragen', about: 'Der Text fragt nach dem Schlüssel, und nichts behält ihn.' },
    reference: { name: 'Verweis', about: 'Der Text holt den Schlüssel mit khg, jedes Mal, wenn er läuft.' },
    value: { name: 'Mit Schlüssel', about: 'Der Text enthält den Schlüssel selbst.' },
    placeholder: { name: 'Platzhalter', about: 'An der Stelle des Schlüssels stehen Worte.' },
  },
  risky: 'kann den Schlüssel verraten',
  no_key: 'Kein Schlüssel im Text',
  trace: 'Kann den Schlüssel verraten',
  text_for: (name) => `Der Text für ${target(name)}`,
  copy_with_key: 'Mit Schlüssel kopieren',
  copy_with_placeholder: 'Mit Platzhalter kopieren',
  copied: 'Kopiert',
  masked:
    'Der Schlüssel ist hier verdeckt. „Mit Schlüssel kopieren“ bringt den ganzen Text in die Zwischenablage und löscht ihn dort wieder.',
  not_held:
    'Das Geheimnis dieses Schlüssels liegt nicht hier: Ein Text kann es weder enthalten noch holen. Mit Platzhalter oder aus einer Variable geht es.',
  revoked:
    'Dieser Schlüssel ist widerrufen: Programme, die ihn benutzen, werden abgewiesen. Besser von einem kopieren, der gilt.',
  replaced: (next) =>
    `${next} hat die Stelle dieses Schlüssels. Ein Text mit Schlüssel enthält den alten; wer nach seinem Namen fragt, bekommt den neuen.`,
  its_snippets: 'Snippets des neuen Schlüssels öffnen',
  gateway_off: 'Das Gateway ist aus: Unter dieser Adresse erreichen Programme nichts.',
  goes_into: 'Der Text kommt in',
  install: 'Das muss dafür installiert sein:',
  install_line: 'die Zeile zum Installieren',
  then: 'Danach ausführen:',
  then_line: 'die Zeile zum Ausführen',
  mend_first: 'Der Text ist wieder da, sobald das Feld darüber stimmt.',
  use_form: (form) => `Die Form „${form}“ nehmen`,
  use_instead: (name, form) => `${target(name)} nehmen, „${form}“`,
  went_to: 'Er ging an:',
  production: {
    title: 'Ein Produktionsschlüssel für die Entwicklung?',
    about: (key, name) => `„${key}“ ist für die Produktion, und ${target(name)} ist für die Entwicklung.`,
    rather:
      'Ein eigener Schlüssel für die Entwicklung lässt sich begrenzen und widerrufen, ohne die Produktion anzuhalten.',
    copy_for: (name) => `Für ${target(name)} kopieren`,
  },
  write: {
    choose: 'In eine Datei schreiben…',
    title: 'Das in die Datei schreiben?',
    line: (variable) =>
      `Die Zeile, die ${variable} setzt, wird ersetzt, oder diese kommt ans Ende. Alles andere bleibt, wie es ist, und es lässt sich rückgängig machen.`,
    block:
      'Es kommt in einen markierten Block von Keyhinge am Ende der Datei. Alles andere bleibt, wie es ist, und es lässt sich rückgängig machen.',
    now: 'Schreiben',
    all_the_same: 'Trotzdem schreiben',
    done: ({ path, variable, created, replaced }) =>
      created
        ? `${path} wurde angelegt und setzt ${variable}.`
        : replaced
          ? `${variable} wurde in ${path} ersetzt.`
          : `${variable} wurde in ${path} eingefügt.`,
    linked: (path) => `Die Datei ist eine Verknüpfung; geschrieben wurde ${path}.`,
    others: (count, variable) =>
      count === 1
        ? `Eine andere Zeile davor setzt ${variable} auch; die letzte zählt.`
        : `${plural(count, 'andere Zeile', 'andere Zeilen')} davor setzen ${variable} auch; die letzte zählt.`,
    git: {
      not_ignored:
        'Git ignoriert diese Datei nicht: Sie könnte eingecheckt werden, und der Schlüssel mit ihr. Am besten in .gitignore eintragen.',
      unknown: 'Git hat nicht gesagt, ob es diese Datei ignoriert: vor dem Einchecken nachsehen.',
    },
    undo: 'Rückgängig',
    undone: ({ path, deleted }) =>
      deleted
        ? `Rückgängig gemacht: ${path} ist wieder fort.`
        : `Rückgängig gemacht: Was geschrieben wurde, ist aus ${path} wieder heraus.`,
  },
  target,
  said,
};
