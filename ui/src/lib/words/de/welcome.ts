import type { Words } from '../types';

export const welcome: Words['welcome'] = {
  window: 'Willkommen',
  title: 'Willkommen bei Keyhinge',
  about:
    'Es erstellt, begrenzt und widerruft API-Schlüssel für Sprachmodelle. Jedes Geheimnis bleibt auf diesem Rechner, in seinem Schlüsselbund oder einer verschlüsselten Datei; es braucht keine Anmeldung, und nichts verlässt diesen Rechner.',
  gateway: 'Lokales Gateway starten',
  gateway_about:
    'Ein Server auf 127.0.0.1, der die APIs von OpenAI und Anthropic spricht. Er stellt eigene Schlüssel aus, mit Berechtigungen, Ablauf und Limits. Sein eingebautes Modell `local/echo` antwortet ohne Anbieter und ohne Kosten. Nur Programme auf diesem Rechner erreichen ihn.',
  provider: 'Einen Anbieter verbinden',
  provider_about:
    'In dieser Version noch nicht. Was kommt: die eigenen Schlüssel bei Forii, OpenRouter, OpenAI, Anthropic und anderen in derselben Liste, von hier erstellt und widerrufen, wo der Anbieter es erlaubt, und über das Gateway benutzt.',
  until_then: 'Bis dahin führt der Weg über das lokale Gateway.',
};
