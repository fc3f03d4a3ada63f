import type { Words } from '../types';

export const usage: Words['usage'] = {
  title: 'Nutzung',
  none: 'Diagramme der Nutzung gibt es in dieser Version noch nicht',
  about:
    'Das Gateway zählt schon jetzt Anfragen und Token für jeden Schlüssel, jedes Modell und jede Minute; bis es die Diagramme gibt, geht also nichts verloren. Was sich heute ansehen lässt:',
  limits: 'Limits',
  limits_about: ': was jeder Schlüssel in der letzten Minute verbraucht hat.',
  api: 'Die API des Gateways',
  api_about: ': Summen nach Modell, Schlüssel oder Tag unter `GET /v1/accounts/…/usage`.',
};
