import type { Words } from '../types';

export const snippets: Words['snippets'] = {
  loading: 'Snippets werden geladen…',
  loading_one: 'Snippet wird geladen…',
  where: 'Wohin der Schlüssel kommt',
  shells: 'Shells und Dateien',
  set_for: (target) => `Setzen für ${target}`,
  trace: 'Hinterlässt Spuren',
  copy_with_key: 'Mit Schlüssel kopieren',
  masked:
    'Der Schlüssel ist hier verdeckt. „Mit Schlüssel kopieren“ bringt den ganzen Text in die Zwischenablage und löscht ihn dort wieder.',
  not_held:
    'Das Geheimnis dieses Schlüssels liegt nicht hier, der Text lässt sich also nur verdeckt anzeigen.',
  variable: (name) => `Die Variable heißt \`${name}\`.`,
};
