import { expect, it } from 'vitest';
import type { Provider } from '$lib/api/contract';
import { can, COLUMNS, matching } from './matrix';

const groq: Provider = {
  id: 'groq',
  name: 'Groq',
  about: '',
  env_var: 'GROQ_API_KEY',
  other_env_vars: [],
  base_url_var: null,
  other_base_url_vars: [],
  links: { sign_up: null, keys_page: null, docs: null, support: null, status: null },
  steps: [],
  api: {
    base_urls: [{ shape: 'openai', url: 'https://api.groq.com/openai/v1', editable: false }],
    auth: ['bearer'],
    request_headers: [],
    probe: null,
    no_probe: 'Nothing is known.',
    example: null,
    key_can: ['balance'],
    debug_auth_header: null,
  },
  key_types: [],
  management: null,
  cannot: [],
  plans: [],
  limit_headers: [],
  diagnosis: [],
  notes: [],
};
const local: Provider = {
  ...groq,
  id: 'local',
  name: 'Local',
  env_var: 'KEYHINGE_API_KEY',
  api: { ...groq.api, base_urls: [], key_can: [] },
  management: {
    adapter: 'local',
    base_url: null,
    credential: null,
    fields: [],
    can: ['create', 'list'],
    consequences: [],
  },
};

it('offers what the API or an ordinary key allows, and import everywhere but at the gateway', () => {
  expect(COLUMNS.filter((column) => can(groq, column))).toEqual(['balance', 'import']);
  expect(COLUMNS.filter((column) => can(local, column))).toEqual(['create', 'list']);
});

it.each([
  ['', ['groq', 'local']],
  ['GROQ', ['groq']],
  ['api.groq.com', ['groq']],
  ['api key', ['groq', 'local']],
  ['groq local', []],
])('finds by %j', (text, ids) => {
  expect(matching([groq, local], text).map((provider) => provider.id)).toEqual(ids);
});
