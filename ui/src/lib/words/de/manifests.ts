import { ABOUTS } from './manifest-abouts';

/**
 * What the manifests that come with Keyhinge say of failures and of revoking, by the English sentence. A manifest that a user
 * wrote keeps its own words.
 */
export const MANIFESTS: Readonly<Record<string, string>> = {
  // Anthropic
  'Anthropic refused the key: it is missing, wrong, disabled or archived.':
    'Anthropic lehnt den Schlüssel ab: Er fehlt, ist falsch, deaktiviert oder archiviert.',
  'Check that the key is sent as x-api-key and that it is active in the Console.':
    'Prüfen, ob der Schlüssel als x-api-key gesendet wird und in der Console aktiv ist.',
  'The key is right and may not do this.': 'Der Schlüssel ist richtig und darf das nicht.',
  "Check the key's workspace, and that an admin key is used for management only.":
    'Den Workspace des Schlüssels prüfen, und dass ein Admin-Schlüssel nur zum Verwalten dient.',
  'There is a problem with billing. The key itself is right.':
    'Mit der Abrechnung stimmt etwas nicht. Der Schlüssel selbst ist richtig.',
  'Look at Billing in the Console.': 'In der Console unter Billing nachsehen.',
  'There is no such model or address.': 'Dieses Modell oder diese Adresse gibt es nicht.',
  "Check the model's name, and that the base URL has no /v1 at its end.":
    'Den Namen des Modells prüfen, und dass die Basis-URL nicht auf /v1 endet.',
  'The request is too large.': 'Die Anfrage ist zu groß.',
  'Send less at once.': 'Weniger auf einmal senden.',
  'A limit of the organisation is reached.': 'Ein Limit der Organisation ist erreicht.',
  'Wait as long as the retry-after header says, then try again.':
    'So lange warten, wie der Header retry-after sagt, dann erneut versuchen.',
  'Anthropic is overloaded for the moment. It says nothing about the key.':
    'Anthropic ist im Moment überlastet. Über den Schlüssel sagt das nichts.',
  'Try again in a moment, and wait longer each time.': 'Gleich erneut versuchen und jedes Mal länger warten.',
  'Something failed at Anthropic. It says nothing about the key.':
    'Bei Anthropic ging etwas schief. Über den Schlüssel sagt das nichts.',
  'Try again in a moment.': 'Gleich erneut versuchen.',
  'The key is archived: it stops working for good, and stays in the list.':
    'Der Schlüssel wird archiviert: Er gilt nie wieder und bleibt in der Liste.',

  // DeepSeek
  'Insufficient balance. The key itself is right.':
    'Das Guthaben reicht nicht. Der Schlüssel selbst ist richtig.',
  'Top up the account at DeepSeek. Retrying does not help.':
    'Das Konto bei DeepSeek aufladen. Wiederholen hilft nicht.',
  'A parameter of the request is not valid. The key is not the cause.':
    'Ein Parameter der Anfrage ist ungültig. Der Schlüssel ist nicht die Ursache.',
  'Correct the parameter that the message names.': 'Den Parameter berichtigen, den die Meldung nennt.',
  'Requests come too fast.': 'Die Anfragen kommen zu schnell.',
  'Wait, then try again with fewer at once.': 'Warten, dann mit weniger auf einmal erneut versuchen.',
  'DeepSeek is overloaded for the moment. It says nothing about the key.':
    'DeepSeek ist im Moment überlastet. Über den Schlüssel sagt das nichts.',

  // Forii
  'Forii could not read the request.': 'Forii konnte die Anfrage nicht lesen.',
  'Compare the request with the documentation. The key is not the cause.':
    'Die Anfrage mit der Dokumentation vergleichen. Der Schlüssel ist nicht die Ursache.',
  'Forii refused the key or the session token: it is missing, wrong, expired or revoked.':
    'Forii lehnt den Schlüssel oder das Session-Token ab: Es fehlt, ist falsch, abgelaufen oder widerrufen.',
  'Check that the Authorization header carries the key as a Bearer token. For key management, paste a new session token.':
    'Prüfen, ob der Header Authorization den Schlüssel als Bearer-Token trägt. Zum Verwalten von Schlüsseln ein neues Session-Token einfügen.',
  'The quota is used up. The key itself is right.':
    'Das Kontingent ist aufgebraucht. Der Schlüssel selbst ist richtig.',
  "Do not retry: wait for the quota's reset, or add credit at Forii.":
    'Nicht wiederholen: auf das neue Kontingent warten oder bei Forii Guthaben aufladen.',
  'Forii does not know this model or address.': 'Forii kennt dieses Modell oder diese Adresse nicht.',
  "Check the model's name, which begins with forii/, and the base URL, which ends in /inference/v1.":
    'Den Namen des Modells prüfen, der mit forii/ beginnt, und die Basis-URL, die auf /inference/v1 endet.',
  'The rate limit of the plan is reached.': 'Das Ratenlimit des Plans ist erreicht.',
  'Wait as long as the Retry-After header says, then try again.':
    'So lange warten, wie der Header Retry-After sagt, dann erneut versuchen.',
  'Something failed at Forii. It says nothing about the key.':
    'Bei Forii ging etwas schief. Über den Schlüssel sagt das nichts.',
  'Forii is not available for the moment. It says nothing about the key.':
    'Forii ist im Moment nicht verfügbar. Über den Schlüssel sagt das nichts.',
  'Acts at once: requests that are under way fail too.':
    'Wirkt sofort: Auch Anfragen, die gerade laufen, schlagen fehl.',

  // Fortytwo
  'Fortytwo could not read the request; a required field, such as messages, is missing or wrong.':
    'Fortytwo konnte die Anfrage nicht lesen; ein nötiges Feld, etwa messages, fehlt oder ist falsch.',
  'Fortytwo refused the key. It is missing, malformed, expired or revoked; the answer does not say which.':
    'Fortytwo lehnt den Schlüssel ab. Er fehlt, ist falsch geschrieben, abgelaufen oder widerrufen; was davon, sagt die Antwort nicht.',
  'Verify that the key is written correctly and that the Authorization header is properly formatted: Authorization: Bearer, a space, the key. If both are right, contact support on Discord.':
    'Prüfen, ob der Schlüssel richtig geschrieben und der Header Authorization richtig aufgebaut ist: Authorization: Bearer, ein Leerzeichen, der Schlüssel. Stimmt beides, den Support auf Discord fragen.',
  'Fortytwo does not know this model or address.': 'Fortytwo kennt dieses Modell oder diese Adresse nicht.',
  'Take a model from the list at /v1/models.': 'Ein Modell aus der Liste unter /v1/models nehmen.',
  'Too many requests at once, or a quota is used up. Quotas begin anew at midnight UTC, monthly ones on the 1st.':
    'Zu viele Anfragen auf einmal, oder ein Kontingent ist aufgebraucht. Kontingente beginnen um Mitternacht UTC neu, monatliche am 1.',
  'Wait for the seconds that the message names. Where it names none, the quota is used up: wait for its next period.':
    'So viele Sekunden warten, wie die Meldung nennt. Nennt sie keine, ist das Kontingent aufgebraucht: auf seinen nächsten Zeitraum warten.',
  'Something failed at Fortytwo. It says nothing about the key.':
    'Bei Fortytwo ging etwas schief. Über den Schlüssel sagt das nichts.',
  'Try again in a moment; contact support on Discord if it stays.':
    'Gleich erneut versuchen; bleibt es so, den Support auf Discord fragen.',

  // Gemini
  'Google refused the key as invalid. It does so with status 400.':
    'Google lehnt den Schlüssel als ungültig ab. Das tut es mit Status 400.',
  'Check the key in AI Studio, and that it is sent as x-goog-api-key.':
    'Den Schlüssel in AI Studio prüfen, und dass er als x-goog-api-key gesendet wird.',
  'A quota is used up; the body names it.': 'Ein Kontingent ist aufgebraucht; die Antwort nennt es.',
  'Wait as long as RetryInfo in the body says, then try again.':
    'So lange warten, wie RetryInfo in der Antwort sagt, dann erneut versuchen.',

  // The API with envelopes
  'The request is not valid; the code and the message name the field. The key is not the cause.':
    'Die Anfrage ist ungültig; Code und Meldung nennen das Feld. Der Schlüssel ist nicht die Ursache.',
  'Correct the field that the message names.': 'Das Feld berichtigen, das die Meldung nennt.',
  'The prompt breaks the rules of the provider. The key is not the cause.':
    'Der Prompt verstößt gegen die Regeln des Anbieters. Der Schlüssel ist nicht die Ursache.',
  'Change the prompt.': 'Den Prompt ändern.',
  'Invalid API key.': 'Der Schlüssel ist ungültig.',
  'Check your credentials: the key, and the header Authorization: Bearer, a space, the key.':
    'Die Zugangsdaten prüfen: den Schlüssel und den Header Authorization: Bearer, ein Leerzeichen, der Schlüssel.',
  'The request carried no API key. “details.header” names the header that is missing.':
    'Die Anfrage trug keinen Schlüssel. „details.header“ nennt den Header, der fehlt.',
  'Send the header Authorization: Bearer, a space, the key. Check that the variable is set where the program runs.':
    'Den Header Authorization senden: Bearer, ein Leerzeichen, der Schlüssel. Prüfen, ob die Variable dort gesetzt ist, wo das Programm läuft.',
  'The provided API key is invalid. “details.key_id” is the id that the provider read from it.':
    'Der Schlüssel ist ungültig. „details.key_id“ ist die Kennung, die der Anbieter daraus las.',
  'Check that the whole key was copied and that it is for this base URL; else create a new one.':
    'Prüfen, ob der ganze Schlüssel kopiert wurde und zu dieser Basis-URL gehört; sonst einen neuen erstellen.',
  'The API key has expired, at the time in “details.expired_at”.':
    'Der Schlüssel ist abgelaufen, zu der Zeit in „details.expired_at“.',
  'Create a new key, update the applications, test them, then delete the old key.':
    'Einen neuen Schlüssel erstellen, die Anwendungen umstellen, sie testen, dann den alten löschen.',
  'The API key was revoked. It will not work again.':
    'Der Schlüssel wurde widerrufen. Er wird nicht wieder gelten.',
  'Create a new key, and update the applications that used this one.':
    'Einen neuen Schlüssel erstellen und die Anwendungen umstellen, die diesen benutzten.',
  'Access denied: the key is right and may not do this.':
    'Zugriff verweigert: Der Schlüssel ist richtig und darf das nicht.',
  'Check your API key permissions: read, write, admin, webhook.':
    'Die Rechte des Schlüssels prüfen: read, write, admin, webhook.',
  'The key lacks a permission that this request needs.':
    'Dem Schlüssel fehlt ein Recht, das diese Anfrage braucht.',
  'Use a key that has it, or create one: read generates content, write creates and updates, webhook manages webhooks, admin may do everything.':
    'Einen Schlüssel nehmen, der sie hat, oder einen erstellen: read erzeugt Inhalte, write erstellt und ändert, webhook verwaltet Webhooks, admin darf alles.',
  'The account is suspended; no key of it works.': 'Das Konto ist gesperrt; keiner seiner Schlüssel gilt.',
  "Ask the provider's support why.": 'Den Support des Anbieters nach dem Grund fragen.',
  'The monthly quota is used up. The key itself is right.':
    'Das Monatskontingent ist aufgebraucht. Der Schlüssel selbst ist richtig.',
  'Wait for the next month, or choose a larger plan. Retrying does not help.':
    'Auf den nächsten Monat warten oder einen größeren Plan wählen. Wiederholen hilft nicht.',
  'There is no such address, resource or model; the code says which.':
    'Diese Adresse, diese Ressource oder dieses Modell gibt es nicht; der Code sagt, was davon.',
  "Check the base URL and the model's name.": 'Die Basis-URL und den Namen des Modells prüfen.',
  'The rate limit is exceeded.': 'Das Ratenlimit ist überschritten.',
  'Try again later: wait as long as “details.retry_after” says, and longer each time it happens.':
    'Später erneut versuchen: so lange warten, wie „details.retry_after“ sagt, und jedes Mal länger.',
  'The rate limit is exceeded: “details” has the limit and when it is whole again.':
    'Das Ratenlimit ist überschritten: In „details“ stehen das Limit und wann es wieder voll ist.',
  'Wait as many seconds as “details.retry_after” says, then try again.':
    'So viele Sekunden warten, wie „details.retry_after“ sagt, dann erneut versuchen.',
  'Too many requests run at once.': 'Zu viele Anfragen laufen gleichzeitig.',
  'Wait until some are done, and start fewer at a time.':
    'Warten, bis einige fertig sind, und weniger auf einmal beginnen.',
  'Something failed at the provider. It says nothing about the key.':
    'Beim Anbieter ging etwas schief. Über den Schlüssel sagt das nichts.',
  'Try again, and wait longer each time.': 'Erneut versuchen und jedes Mal länger warten.',
  'The model is not available for the moment. It says nothing about the key.':
    'Das Modell ist im Moment nicht verfügbar. Über den Schlüssel sagt das nichts.',
  'Try again later, or use another model.': 'Später erneut versuchen oder ein anderes Modell nehmen.',
  'The provider is not available. It says nothing about the key.':
    'Der Anbieter ist nicht verfügbar. Über den Schlüssel sagt das nichts.',
  'The provider is not available or overloaded. It says nothing about the key.':
    'Der Anbieter ist nicht verfügbar oder überlastet. Über den Schlüssel sagt das nichts.',

  // Local
  'The gateway stops using the key within a second, open streams included. It cannot be undone.':
    'Das Gateway nimmt den Schlüssel binnen einer Sekunde nicht mehr an, auch offene Streams enden. Das lässt sich nicht rückgängig machen.',

  // MegaLLM
  'Unauthorized: the key is not valid, or it has expired.':
    'Nicht angemeldet: Der Schlüssel ist ungültig oder abgelaufen.',
  'Check if your API key is valid and not expired. X-Debug-Auth: true shows how MegaLLM read the key.':
    'Prüfen, ob der Schlüssel gültig und nicht abgelaufen ist. X-Debug-Auth: true zeigt, wie MegaLLM den Schlüssel las.',
  'Forbidden: the key does not have the required access.':
    'Verboten: Der Schlüssel hat den nötigen Zugang nicht.',
  'Verify that the API key has the required access, in the dashboard.':
    'Im Dashboard prüfen, ob der Schlüssel den nötigen Zugang hat.',
  'Rate limited: too many requests or tokens in a minute, or too many requests at once.':
    'Ratenlimit: zu viele Anfragen oder Token in einer Minute oder zu viele Anfragen gleichzeitig.',
  'Wait and retry, or contact support.': 'Warten und wiederholen oder den Support fragen.',

  // OpenAI
  'OpenAI refused the key: it is missing, wrong or revoked, or it is an admin key, which cannot call models.':
    'OpenAI lehnt den Schlüssel ab: Er fehlt, ist falsch oder widerrufen, oder es ist ein Admin-Schlüssel, der keine Modelle aufrufen kann.',
  'Check the key and its project. Use an admin key for management only.':
    'Den Schlüssel und sein Projekt prüfen. Einen Admin-Schlüssel nur zum Verwalten nehmen.',
  'The credit or the spending limit is used up. The key itself is right.':
    'Das Guthaben oder das Ausgabenlimit ist aufgebraucht. Der Schlüssel selbst ist richtig.',
  'Add credit or raise the limit at OpenAI. Retrying does not help.':
    'Bei OpenAI Guthaben aufladen oder das Limit erhöhen. Wiederholen hilft nicht.',
  'A limit of the project or the organisation is reached.':
    'Ein Limit des Projekts oder der Organisation ist erreicht.',
  'Wait as long as the headers say, then try again.':
    'So lange warten, wie die Header sagen, dann erneut versuchen.',
  'A key of a service account is revoked by deleting the service account, with all its keys.':
    'Ein Schlüssel eines Dienstkontos wird widerrufen, indem das Dienstkonto mit all seinen Schlüsseln gelöscht wird.',

  // OpenRouter
  'OpenRouter refused the key: it is missing, wrong, disabled or deleted, or it is a management key, which cannot call models.':
    'OpenRouter lehnt den Schlüssel ab: Er fehlt, ist falsch, deaktiviert oder gelöscht, oder es ist ein Verwaltungsschlüssel, der keine Modelle aufrufen kann.',
  'Check the key on the page Keys.': 'Den Schlüssel auf der Seite Keys prüfen.',
  'There are no credits left. The key itself is right.':
    'Das Guthaben ist aufgebraucht. Der Schlüssel selbst ist richtig.',
  "Add credits at OpenRouter, or raise the key's limit.":
    'Bei OpenRouter Guthaben aufladen oder das Limit des Schlüssels erhöhen.',
  'A rate limit is reached.': 'Ein Ratenlimit ist erreicht.',
  'Wait, then try again.': 'Warten, dann erneut versuchen.',
  'The key is deleted.': 'Der Schlüssel wird gelöscht.',

  // Together
  'Too many requests for the load of the moment.': 'Zu viele Anfragen für die augenblickliche Last.',
  'Wait, then try again with fewer requests at once.':
    'Warten, dann mit weniger Anfragen auf einmal erneut versuchen.',
  'Too many tokens for the load of the moment.': 'Zu viele Token für die augenblickliche Last.',
  'Wait, then try again with shorter requests or fewer at once.':
    'Warten, dann mit kürzeren Anfragen oder weniger auf einmal erneut versuchen.',
};

/** A sentence of a manifest in German; as it is where the manifest is not one of ours. */
export function manifest(sentence: string): string {
  return MANIFESTS[sentence] ?? ABOUTS[sentence] ?? sentence;
}
