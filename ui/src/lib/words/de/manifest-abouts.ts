/** What the manifests say of providers, of what an account is asked for, of limits and of plans. */
export const ABOUTS: Readonly<Record<string, string>> = {
  // What an account is asked for.
  'API key': 'API-Schlüssel',
  'Admin key': 'Admin-Schlüssel',
  'Management key': 'Verwaltungsschlüssel',
  'Master key': 'Hauptschlüssel',
  'Session token': 'Sitzungstoken',
  'Account id': 'Konto-ID',
  Project: 'Projekt',
  Team: 'Team',
  'Any key of the user.': 'Ein beliebiger Schlüssel des Benutzers.',
  "From the organisation's settings; begins with sk-admin-. It cannot call models.":
    'Aus den Einstellungen der Organisation; beginnt mit sk-admin-. Modelle aufrufen kann er nicht.',
  "From the Console's settings of an organisation; begins with sk-ant-admin. Individual accounts have none.":
    'Aus den Einstellungen einer Organisation in der Console; beginnt mit sk-ant-admin. Einzelne Konten haben keinen.',
  "From the console's settings of the team.": 'Aus den Einstellungen des Teams in der Konsole.',
  'From a signed-in session of the dashboard. How long it lasts is not documented; when it stops working, paste a new one.':
    'Aus einer angemeldeten Sitzung im Dashboard. Wie lange es gilt, ist nicht dokumentiert; gilt es nicht mehr, ein neues einfügen.',
  'Formerly “provisioning key”. It cannot call models.':
    'Früher „provisioning key“. Modelle aufrufen kann er nicht.',
  "The proxy's own, from its configuration; begins with sk-.":
    'Der des Proxys selbst, aus seiner Konfiguration; beginnt mit sk-.',
  'Part of every address of the key API; from the dashboard.':
    'Teil jeder Adresse der Schlüssel-API; steht im Dashboard.',
  'The project whose keys are managed.': 'Das Projekt, dessen Schlüssel verwaltet werden.',
  'The team whose keys are managed.': 'Das Team, dessen Schlüssel verwaltet werden.',
  'Part of every address of the key API.': 'Teil jeder Adresse der Schlüssel-API.',
  'Whose keys are managed.': 'Wessen Schlüssel verwaltet werden.',
  "For requests in Anthropic's format.": 'Für Anfragen im Anthropic-Format.',
  'Optional: the address of your app.': 'Freiwillig: die Adresse der eigenen App.',
  'Optional: the name of your app.': 'Freiwillig: der Name der eigenen App.',
  'Every request needs it.': 'Jede Anfrage braucht ihn.',

  // Providers.
  'Speaks the OpenAI format, and has an API for keys, balance and usage.':
    'Spricht das OpenAI-Format und hat eine API für Schlüssel, Guthaben und Nutzung.',
  'Speaks the OpenAI format: a program for OpenAI works with another base URL and a Fortytwo key.':
    'Spricht das OpenAI-Format: Ein Programm für OpenAI geht mit anderer Basis-URL und einem Schlüssel von Fortytwo.',
  "Any server that speaks Anthropic's format: give its base URL, without a version at its end.":
    'Jeder Server, der das Anthropic-Format spricht: seine Basis-URL angeben, ohne Version am Ende.',
  'Any server that speaks the OpenAI format: give its base URL, with the version at its end.':
    'Jeder Server, der das OpenAI-Format spricht: seine Basis-URL angeben, mit der Version am Ende.',
  'An API that answers in {success, data} envelopes, with permissions for each key. Its addresses are examples: every account gives its own.':
    'Eine API, die in Umschlägen {success, data} antwortet, mit Rechten für jeden Schlüssel. Ihre Adressen sind Beispiele: Jedes Konto gibt seine eigenen an.',
  'A key can be copied again at any time and never expires. Limits are counted for the organisation.':
    'Ein Schlüssel lässt sich jederzeit wieder kopieren und läuft nie ab. Limits gelten für die Organisation.',
  'A proxy of your own, which issues keys with budgets and limits. Its master key manages them.':
    'Ein eigener Proxy, der Schlüssel mit Budgets und Limits ausstellt. Sein Hauptschlüssel verwaltet sie.',
  'Has a format of its own.': 'Hat ein eigenes Format.',
  'Keys are made in the Console. An admin key of the organisation lists, renames, disables and archives them; individual accounts have none.':
    'Schlüssel entstehen in der Console. Ein Admin-Schlüssel der Organisation listet sie auf, benennt sie um, sperrt und archiviert sie; einzelne Konten haben keinen.',
  'Keys are managed with a Google account; the API for that takes no key, so it is not used from here.':
    'Schlüssel werden mit einem Google-Konto verwaltet; die API dafür nimmt keinen Schlüssel und wird deshalb von hier nicht benutzt.',
  'Keys belong to a project and are shown once.':
    'Schlüssel gehören zu einem Projekt und werden einmal angezeigt.',
  'Keys belong to a workspace and are shown once.':
    'Schlüssel gehören zu einem Workspace und werden einmal angezeigt.',
  'Keys belong to a project. An admin key of the organisation manages them; it cannot call models.':
    'Schlüssel gehören zu einem Projekt. Ein Admin-Schlüssel der Organisation verwaltet sie; Modelle aufrufen kann er nicht.',
  'Keys belong to a team. A management key creates, rotates, disables and deletes them.':
    'Schlüssel gehören zu einem Team. Ein Verwaltungsschlüssel erstellt, wechselt, sperrt und löscht sie.',
  'Keys belong to a user of an account. An ordinary key manages them.':
    'Schlüssel gehören zu einem Benutzer eines Kontos. Ein gewöhnlicher Schlüssel verwaltet sie.',
  'Limits are counted for the organisation, not for a key.':
    'Limits gelten für die Organisation, nicht für einen Schlüssel.',
  "Many models behind one key, in the OpenAI format and in Anthropic's.":
    'Viele Modelle hinter einem Schlüssel, im OpenAI-Format und im Anthropic-Format.',
  'Many models behind one key, with a spending limit for each key. A management key creates, disables and deletes keys; it cannot call models.':
    'Viele Modelle hinter einem Schlüssel, mit einem Ausgabenlimit für jeden. Ein Verwaltungsschlüssel erstellt, sperrt und löscht Schlüssel; Modelle aufrufen kann er nicht.',
  'Models that search the web.': 'Modelle, die im Web suchen.',
  'Prepaid: an ordinary key can ask for the balance.':
    'Vorausbezahlt: Ein gewöhnlicher Schlüssel kann das Guthaben erfragen.',
  'The gateway on this computer. It issues virtual keys and answers local/echo without any provider.':
    'Das Gateway auf diesem Rechner. Es stellt virtuelle Schlüssel aus und beantwortet local/echo ohne Anbieter.',
  'The router of Inference Providers, in the OpenAI format. The key is an access token of the user.':
    'Der Router der Inference Providers, im OpenAI-Format. Der Schlüssel ist ein Zugriffstoken des Benutzers.',

  // Headers with limits.
  'Also -Remaining and -Reset; as headers or within the body of the error. Reset is in milliseconds since 1970.':
    'Auch -Remaining und -Reset; als Header oder im Text des Fehlers. Reset zählt Millisekunden seit 1970.',
  'As at OpenAI: limit, remaining and reset, for requests and tokens.':
    'Wie bei OpenAI: Limit, Rest und Rücksetzung, für Anfragen und Token.',
  'How many are left.': 'Wie viele noch frei sind.',
  'How many are left; -tokens likewise.': 'Wie viele noch frei sind; -tokens ebenso.',
  'Requests in a day; -remaining- and -reset- likewise.':
    'Anfragen an einem Tag; -remaining- und -reset- ebenso.',
  'Requests in a day; -remaining- and -reset- likewise, the reset in seconds.':
    'Anfragen an einem Tag; -remaining- und -reset- ebenso, die Rücksetzung in Sekunden.',
  'Requests in a minute; -Prompt-Tokens and -Completion-Tokens likewise, and -Remaining- for what is left.':
    'Anfragen in einer Minute; -Prompt-Tokens und -Completion-Tokens ebenso, und -Remaining- für den Rest.',
  'Requests in a minute; -remaining- likewise. There is no reset.':
    'Anfragen in einer Minute; -remaining- ebenso. Eine Rücksetzung steht nirgends.',
  'Requests in a minute; on every answer.': 'Anfragen in einer Minute; bei jeder Antwort.',
  'Requests in the window.': 'Anfragen im Zeitfenster.',
  'Requests in the window; -tokens likewise. The headers may be absent.':
    'Anfragen im Zeitfenster; -tokens ebenso. Die Header können fehlen.',
  'Requests in the window; -tokens-, -input-tokens- and -output-tokens- likewise.':
    'Anfragen im Zeitfenster; -tokens-, -input-tokens- und -output-tokens- ebenso.',
  'Requests; -remaining and -reset likewise, the reset in seconds.':
    'Anfragen; -remaining und -reset ebenso, die Rücksetzung in Sekunden.',
  'Tokens in a minute; -remaining- and -reset- likewise.':
    'Token in einer Minute; -remaining- und -reset- ebenso.',
  'Tokens in a minute; -remaining- and -reset- likewise, the reset in seconds.':
    'Token in einer Minute; -remaining- und -reset- ebenso, die Rücksetzung in Sekunden.',
  'Tokens in a minute; -remaining- likewise. There is no reset.':
    'Token in einer Minute; -remaining- ebenso. Eine Rücksetzung steht nirgends.',
  'Tokens; -remaining and -reset likewise.': 'Token; -remaining und -reset ebenso.',
  'Until the window ends, as 1s or 6m0s; -tokens likewise.':
    'Bis das Zeitfenster endet, als 1s oder 6m0s; -tokens ebenso.',
  'What the key has spent.': 'Was der Schlüssel verbraucht hat.',
  'When the limit is whole again, in seconds since 1970.':
    'Wann das Limit wieder ganz frei ist, in Sekunden seit 1970.',
  'When the minute is over, in seconds since 1970. There are no headers about tokens.':
    'Wann die Minute um ist, in Sekunden seit 1970. Header zu Token gibt es nicht.',
  'When the window ends, as a time (RFC 3339).': 'Wann das Zeitfenster endet, als Zeitpunkt (RFC 3339).',
  'When the window ends, in seconds since 1970.': 'Wann das Zeitfenster endet, in Sekunden seit 1970.',
  'With a 429 only: how many seconds to wait.': 'Nur bei 429: wie viele Sekunden zu warten ist.',
  'With a 429: how long to wait.': 'Bei 429: wie lange zu warten ist.',
  'With a 429: how many seconds to wait.': 'Bei 429: wie viele Sekunden zu warten ist.',

  // Plans.
  'Custom numbers.': 'Werte nach Vereinbarung.',
  'Other pages of the same documentation have 1,000 requests a month.':
    'Auf anderen Seiten derselben Dokumentation sind es 1.000 Anfragen im Monat.',
  'Other pages of the same documentation have 10,000 or 100,000 requests a month.':
    'Auf anderen Seiten derselben Dokumentation sind es 10.000 oder 100.000 Anfragen im Monat.',
};
