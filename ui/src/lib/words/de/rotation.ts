import type { Place } from '$lib/api/contract';
import type { Words } from '../types';

const orte = (count: number) => (count === 1 ? '1 Stelle' : `${count} Stellen`);

export const rotation: Words['rotation'] = {
  loading: 'Wechsel wird geladen…',
  about:
    'Ein anderer Schlüssel nimmt in vier Schritten die Stelle von diesem ein. Bis zum zweiten ändert sich nichts.',
  steps: { create: 'Erstellen', update: 'Umstellen', watch: 'Prüfen', delete: 'Löschen' },
  step: (number, name) => `Schritt ${number}: ${name}`,
  states: { done: 'erledigt', now: 'jetzt', later: 'später' },
  now: (step) => `Jetzt: ${step}`,
  took: 'Dieser Schlüssel ist an die Stelle eines anderen getreten.',
  open_that: 'Jenen Wechsel öffnen',
  not_now:
    'Dieser Schlüssel funktioniert nicht mehr, darum tritt kein anderer an seine Stelle. Stattdessen einen neuen erstellen.',
  by: (old, next) => `${old} wird durch ${next} ersetzt`,

  create: {
    here: (account) => `Bei ${account} einen Schlüssel wie diesen erstellen.`,
    works_on: 'Dieser funktioniert weiter.',
    make: 'Neuen Schlüssel erstellen…',
    at_page: (account) =>
      `Auf der Seite von ${account} einen Schlüssel wie diesen erstellen und hier einfügen.`,
    open_page: 'Seite öffnen',
    paste: 'Der neue Schlüssel',
    paste_hint: 'Er kommt in den Tresor und wird nicht wieder angezeigt.',
    name: 'Sein Name hier',
    take_in: 'Aufnehmen',
    taking: 'Wird aufgenommen…',
    or_take: 'Oder einen nehmen, der schon hier ist',
    choose: 'Schlüssel wählen…',
    take: 'Diesen nehmen',
    made: 'Der neue Schlüssel:',
    works: 'Er funktioniert.',
    untested: 'Ob er funktioniert, wurde noch nicht getestet.',
    refused: 'Der Anbieter lehnt ihn ab.',
    again_in: (seconds) =>
      `Der Anbieter lehnt ihn ab. Bei einem neuen Schlüssel kann das eine Minute lang so sein: Nächster Test in ${seconds === 1 ? '1 Sekunde' : `${seconds} Sekunden`}.`,
    stop: 'Anhalten',
    cannot_tell: 'Der Test kann nicht sagen, ob er funktioniert.',
    unusable:
      'Er ist nicht zu gebrauchen: widerrufen, deaktiviert oder abgelaufen, oder sein Geheimnis ist nicht hier.',
    lacks: 'Er darf nicht alles, was der alte darf.',
    tighter: 'Seine Limits sind niedriger als die des alten.',
    test: 'Testen',
    test_again: 'Noch einmal testen',
    testing: 'Wird getestet…',
    another: 'Anderen Schlüssel nehmen…',
    keep_it: 'Bei diesem bleiben',
  },

  update: {
    moves: 'Was auf einmal umgestellt wird:',
    gateway: (account) => `Das Gateway leitet mit dem neuen Schlüssel an ${account} weiter.`,
    references: (old) =>
      `Wer nach „${old}“ fragt, bekommt den neuen Schlüssel: Verweise in Startdateien und Snippets, khg key print, khg run.`,
    now: 'Neuen Schlüssel verwenden',
    switching: 'Wird umgestellt…',
    vouch: 'Ich weiß, dass der neue Schlüssel funktioniert',
    first_test: 'Zuerst den neuen Schlüssel testen.',
    first_again: 'Er wurde abgelehnt. Noch einmal testen oder einen anderen nehmen.',
    first_another: 'Zuerst einen anderen Schlüssel nehmen.',
    first_create: 'Es gibt noch keinen neuen Schlüssel.',
    moved: 'Umgestellt:',
    back: 'Zurück zum alten Schlüssel',
    going_back: 'Wird zurückgestellt…',
    places: 'Wohin der alte Schlüssel ging',
    places_of_this: 'Wohin dieser Schlüssel ging',
    has_this: 'Hat diesen Schlüssel',
    copied_since: 'Seither kopiert',
    write_this: 'Diesen schreiben',
    none: 'Er wurde von hier nie kopiert, angezeigt oder in eine Datei geschrieben.',
    columns: { place: 'Stelle', last: 'Zuletzt', state: 'Stand', act: 'Was zu tun ist' },
    left: (count) =>
      count === 0
        ? 'Nichts, wovon Keyhinge weiß, enthält noch den alten Schlüssel.'
        : `${orte(count)} ${count === 1 ? 'enthält' : 'enthalten'} noch den alten Schlüssel.`,
    states: {
      holds_old: 'Enthält den alten',
      holds_other: 'Enthält einen anderen',
      updated: 'Hat den neuen',
      follows: 'Folgt von selbst',
    },
    place: ({ kind, name }: Place): string => {
      switch (kind) {
        case 'copied':
          return name === null ? 'So kopiert, wie er ist' : `Kopiert für ${name}`;
        case 'file':
          return name ?? 'Eine Datei';
        case 'revealed':
          return 'Einmal angezeigt';
        case 'text':
          return name === null ? 'Ein Text ohne Schlüssel' : `Ein Text für ${name}, ohne Schlüssel`;
        case 'printed':
          return 'khg key print';
        case 'program':
          return name === null ? 'khg run' : `khg run: ${name}`;
      }
    },
    not_known: 'Nicht bekannt',
    unknown: 'Wohin er dann kam, ist hier nicht bekannt.',
    asks: 'Einer, der nach dem Schlüssel fragt, braucht den neuen.',
    restart: 'Ab dem nächsten Start.',
    copy: 'Neuen kopieren',
    write: 'Neuen schreiben',
    write_all_the_same: 'Trotzdem schreiben',
    writing: 'Wird geschrieben…',
    written: 'Geschrieben.',
    undo: 'Rückgängig',
    snippets: 'Seine Snippets',
  },

  watch: {
    first_update: 'Sobald der neue Schlüssel verwendet wird, steht hier, ob noch etwas den alten benutzt.',
    quiet: 'Der alte Schlüssel wurde seither nicht benutzt.',
    quiet_unseen:
      'Der alte Schlüssel wurde seither nicht benutzt, soweit es zu sehen ist. Was den Anbieter direkt aufruft, ist nur zu sehen, wo der Anbieter es sagt.',
    used: 'Der alte Schlüssel wurde seither benutzt: Etwas ist noch nicht umgestellt.',
    fresh: 'Antworten, die vorher begonnen haben, können noch mit dem alten Schlüssel laufen.',
    old: 'Alter Schlüssel',
    next: 'Neuer Schlüssel',
    last_used: 'zuletzt benutzt',
    never: 'noch nicht benutzt',
    requests: (count) => (count === 1 ? '1 Anfrage' : `${count} Anfragen`),
    by_gateway: 'seither durch das Gateway',
    ask: 'Anbieter fragen',
    asking: 'Wird gefragt…',
  },

  delete: {
    first_update: 'Der alte Schlüssel bleibt, bis der neue verwendet wird.',
    ready: 'Wenn nichts mehr den alten Schlüssel benutzt, kann er widerrufen werden. Das ist endgültig.',
    left: (count) =>
      `${orte(count)} ${count === 1 ? 'enthält' : 'enthalten'} noch den alten Schlüssel und ${count === 1 ? 'funktioniert' : 'funktionieren'} dann nicht mehr.`,
    now: 'Alten Schlüssel widerrufen…',
    new_ended: (next) =>
      `${next} funktioniert nicht mehr, und wer nach dem alten Schlüssel fragt, bekommt ihn. Zurück zum alten Schlüssel.`,
    both_ended: (next) =>
      `${next} funktioniert nicht mehr, und wer nach dem alten Schlüssel fragt, bekommt ihn. Einen anderen erstellen und überall nennen, wo der alte genannt ist.`,
    forwards: (account) => `Das Gateway leitet wieder mit dem alten Schlüssel an ${account} weiter.`,
    not_confirmed: 'Der neue Schlüssel wird verwendet. Dass der alte widerrufen ist, ist nicht bestätigt.',
    check: 'Weiter…',
    gone: 'Die Liste des Anbieters hat den alten Schlüssel nicht mehr.',
    done_ended: (old, next) =>
      `${old} ist widerrufen, und ${next}, der seine Stelle hat, funktioniert nicht mehr: Wer nach einem von beiden fragt, bekommt nichts. Einen anderen erstellen und dort nennen.`,
    done: (old, next) =>
      `${old} ist widerrufen. ${next} hat seine Stelle, und wer nach ${old} fragt, bekommt ihn.`,
  },

  cancel: 'Wechsel abbrechen',
  cancelling: 'Wird abgebrochen…',
  cancel_about: 'Der neue Schlüssel bleibt, wie jeder andere.',
  open_new: 'Neuen Schlüssel öffnen',
  notice: {
    old: (other) => `Er wird durch ${other} ersetzt.`,
    next: (other) => `Er tritt an die Stelle von ${other}.`,
    replaced: (other) => `Er wurde durch ${other} ersetzt; wer nach diesem fragt, bekommt jenen.`,
    replaces: (other) => `Er ist an die Stelle von ${other} getreten.`,
    open: 'Wechsel öffnen',
    aged: (days) => `Er ist ${days === 1 ? '1 Tag' : `${days} Tage`} alt.`,
    begin: 'Wechseln…',
  },
};
