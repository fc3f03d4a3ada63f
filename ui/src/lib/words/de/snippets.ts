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
  targets: {
    bash: {
      about: 'Setzt die Variable in dieser Shell und in dem, was sie startet.',
      risk: 'bash behält die Zeile im Verlauf, außer HISTCONTROL enthält ignorespace oder ignoreboth.',
    },
    zsh: {
      about: 'Setzt die Variable in dieser Shell und in dem, was sie startet.',
      risk: 'zsh behält die Zeile im Verlauf, außer HIST_IGNORE_SPACE ist gesetzt.',
    },
    fish: {
      about: 'Setzt die Variable in dieser Sitzung und in dem, was sie startet.',
      risk: 'Das Leerzeichen davor hält die Zeile aus dem Verlauf von fish heraus; ohne es wird der Schlüssel dort gespeichert.',
    },
    powershell: {
      about: 'Setzt die Variable in dieser Sitzung und in dem, was sie startet.',
      risk: 'PSReadLine schreibt die Zeile in seine Verlaufsdatei.',
    },
    cmd: {
      about: 'Setzt die Variable in diesem Fenster und in dem, was es startet.',
      risk: 'Die Zeile lässt sich in diesem Fenster zurückholen, bis es geschlossen wird.',
    },
    dotenv: {
      about: 'Eine Zeile für eine .env-Datei, in der Form, die jedes Programm versteht.',
      risk: 'Die Datei enthält den Schlüssel im Klartext: nicht in die Versionsverwaltung und nicht in Images geben.',
    },
  },
  variable: (name) => `Die Variable heißt \`${name}\`.`,
};
