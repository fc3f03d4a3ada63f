import { plural } from '../numbers';
import type { Words } from '../types';

const keys = (count: number) => plural(count, 'Schlüssel', 'Schlüssel');

export const accounts: Words['accounts'] = {
  title: 'Konten',
  add: 'Konto hinzufügen',
  add_short: 'Konto',
  add_at: (provider) => `Konto bei ${provider} hinzufügen`,
  columns: {
    name: 'Konto',
    provider: 'Anbieter',
    keys: 'Schlüssel',
    read: 'Zuletzt gelesen',
    health: 'Zustand',
  },
  none_yet: 'Noch kein Konto bei einem Anbieter. Für Schlüssel des lokalen Gateways wird keines gebraucht.',
  no_such: 'Dieses Konto gibt es hier nicht. Vielleicht wurde es entfernt.',
  loading: 'Das Konto wird geladen…',
  account: 'Konto',

  refresh: 'Aktualisieren',
  refresh_all: 'Alle aktualisieren',
  refreshing: (done, total) => (total > 1 ? `Wird gelesen: ${done} von ${total} fertig` : 'Wird gelesen…'),
  stop: 'Anhalten',
  refreshed: (accounts, count, fresh, gone) =>
    `${plural(accounts, 'Konto', 'Konten')} gelesen: ${keys(count)}, ${fresh} neu, ${gone} verschwunden.`,
  refresh_failed: (names) => `Nicht gelesen: ${names}. Was von ihren Schlüsseln bekannt war, bleibt.`,
  refresh_stopped: (names) => `Angehalten vor: ${names}.`,
  gap: (account, why) => `${account}: ${why}`,
  gaps: {
    repeated:
      'Der Anbieter führte auf eine Seite zurück, die schon gelesen war; Schlüssel können also fehlen.',
    changed: 'Die Liste änderte sich, während sie gelesen wurde; Schlüssel können also fehlen.',
    too_long: 'Die Liste ist länger, als gelesen wird; Schlüssel können also fehlen.',
    not_told: 'Der Anbieter hat weitere Schlüssel und sagt nicht, wie sie zu lesen sind.',
  },
  health: {
    fine: 'In Ordnung',
    refreshing: 'Wird gelesen',
    trouble: 'Nicht gelesen',
    not_yet: 'Noch nicht gelesen',
    not_listed: 'Nicht aufgelistet',
  },
  as_of: 'Stand',
  tried: 'Letzter Versuch:',
  never: 'noch nicht',

  choose: 'Bei welchem Anbieter ist das Konto?',
  choose_none: (text) => `Kein Anbieter passt zu „${text}“.`,
  manages: 'Schlüssel lassen sich von hier verwalten',
  imports: 'Hinzufügen und testen',
  other_provider: 'Anderer Anbieter',
  title_add: (provider) => `Konto bei ${provider} hinzufügen`,
  title_change: (account) => `${account} ändern`,
  name: 'Name',
  name_hint: 'So heißt es hier. Leer heißt es wie der Anbieter.',
  credential_hint: (about, variable) => (variable === null ? about : `${about} Für Programme: ${variable}.`),
  credential_optional: 'Schlüssel hinzufügen und testen geht auch ohne.',
  credential_kept: 'Leer lassen, um zu behalten, was im Tresor liegt.',
  first_key: 'Erster Schlüssel',
  first_key_hint: (prefixes) =>
    prefixes
      ? `Ein Schlüssel, der Modelle aufruft. Er beginnt mit ${prefixes}.`
      : 'Ein Schlüssel, der Modelle aufruft.',
  optional: (field) => `${field} (optional)`,
  advanced: 'Adressen',
  advanced_about:
    'Eine eigene Adresse tritt an die Stelle der des Anbieters, etwa für einen Proxy der Firma.',
  addresses: {
    openai: 'Basis-URL, OpenAI-Format',
    anthropic: 'Basis-URL, Anthropic-Format',
    native: 'Basis-URL, eigenes Format',
    management: 'Schlüsselverwaltung',
  },
  own_address: 'Dieser Anbieter hat keine eigene Adresse: die des Kontos angeben.',
  as_programs: 'derselbe Host wie für Programme',
  hosts: (hosts) => `Schlüssel und Zugangsdaten gehen an ${hosts} und nirgendwohin sonst.`,
  hosts_unknown: 'Eine Adresse angeben, um zu sehen, wohin Schlüssel gehen.',
  unencrypted: (host) => `${host} (unverschlüsselt)`,
  missing: 'Das wird gebraucht.',
  confirm_title: 'Sollen Schlüssel dorthin gehen?',
  confirm_other: (host, provider) =>
    `${host} ist keine Adresse von ${provider}. Wer diesen Host betreibt, kann jeden Schlüssel dieses Kontos lesen und benutzen.`,
  confirm_plain: (host) =>
    `Der Weg zu ${host} ist nicht verschlüsselt. Alle im Netz dazwischen können jeden Schlüssel dieses Kontos lesen und benutzen.`,
  confirm: (hosts) => `Ja, Schlüssel an ${hosts} senden`,
  test: 'Testen',
  testing: 'Wird getestet…',
  save: 'Speichern',
  saving: 'Wird getestet und gespeichert…',
  save_about: 'Vor dem Speichern wird getestet.',
  save_untested: 'Ohne Test speichern',
  tested: 'Es funktioniert',
  tested_keys: (count) => `${keys(count)} gefunden.`,
  tested_balance: (balance) => `Guthaben: ${balance}.`,
  tested_key: 'Der Schlüssel:',
  tested_nothing: 'Nichts wurde gefragt: Weder Zugangsdaten noch ein Schlüssel sind angegeben.',
  open_duplicate: 'Den vorhandenen Schlüssel öffnen',

  change: 'Ändern…',
  remove: 'Entfernen…',
  facts: {
    provider: 'Anbieter',
    plan: 'Tarif',
    balance: 'Guthaben',
    keys: 'Schlüssel',
    read: 'Zuletzt gelesen',
    credential: 'Zugangsdaten',
    hosts: 'Schlüssel gehen an',
    added: 'Hinzugefügt',
    id: 'ID',
  },
  unknown: 'vom Anbieter nicht genannt',
  held: 'Im Tresor',
  not_held: 'Keine: Schlüssel werden von hier weder aufgelistet noch erstellt',
  show_keys: (count) => `${keys(count)} anzeigen`,
  keys_of: 'Schlüssel',
  no_keys: 'Noch keine Schlüssel hier.',
  more_keys: (count) => `Alle ${keys(count)} anzeigen`,
  gateway_key: 'Das Gateway leitet weiter mit',
  gateway_key_none: 'keinem Schlüssel: Anfragen an dieses Konto werden abgelehnt',
  gateway_key_about: 'Wählbar ist nur ein aktiver Schlüssel, dessen Geheimnis hier liegt.',
  gateway_key_missing:
    'Von keinem Schlüssel dieses Kontos liegt das Geheimnis hier; das Gateway kann nicht an es weiterleiten.',
  about: 'Zu diesem Konto',

  remove_title: (account) => `${account} entfernen`,
  remove_about: (provider) =>
    `Das Konto, seine Schlüssel und ihre Geheimnisse verlassen Keyhinge. Bei ${provider} ändert sich nichts: Die Schlüssel gelten dort weiter, bis sie widerrufen werden.`,
  remove_keys: (count) =>
    count === 1
      ? 'Ein Schlüssel wird hier nicht mehr gezeigt.'
      : `${keys(count)} werden hier nicht mehr gezeigt.`,
  remove_gateway: 'Das Gateway leitet sofort nicht mehr an dieses Konto weiter.',
  remove_confirm: (account) => `Zur Bestätigung ${account} eingeben`,
  remove_now: 'Konto entfernen',
  removing: 'Wird entfernt…',
  keep: 'Konto behalten',
};
