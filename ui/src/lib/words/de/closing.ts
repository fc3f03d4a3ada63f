import type { Words } from '../types';

export const closing: Words['closing'] = {
  title: 'Das Gateway läuft',
  consequence: 'Nach dem Beenden funktionieren Programme nicht mehr, die das Gateway verwenden.',
  with_tray: 'Läuft Keyhinge weiter, bleibt es in der Symbolleiste; von dort kommt das Fenster zurück.',
  without_tray:
    'Dieser Desktop zeigt keine Symbole für laufende Programme. Läuft Keyhinge weiter, hat es kein Fenster. Ein neuer Start von Keyhinge bringt das Fenster zurück.',
  nothing_lost: 'Es geht nichts verloren; ein eben erstellter Schlüssel kann später angezeigt werden.',
  remember: 'Auswahl merken',
  remember_about: 'Sie steht auch in den Einstellungen.',
  cancel: 'Abbrechen',
  quit: 'Beenden',
  keep_running: 'Weiterlaufen lassen',
  keep_running_in_tray: 'In der Symbolleiste weiterlaufen lassen',
};
