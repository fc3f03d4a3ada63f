import type { Form } from '../../ui/src/lib/api/contract.ts';
import { translated } from '../../ui/src/lib/words/de/snippet-sentences.ts';
import { expect, test, type Host } from './fixtures/host.ts';

/** A key of the gateway, one of each provider that a key can be imported for, and one whose secret is gone. */
async function someKeys(host: Host): Promise<string[]> {
  await host.call('gateway_start', {});
  const { key } = await host.call('keys_create', {
    account_id: 'local',
    name: 'first',
    purpose: 'Production',
    permissions: ['read'],
    generate: true,
    expiry: { kind: 'never' },
    plan: 'Free',
  });
  const { key: revoked } = await host.call('keys_create', {
    account_id: 'local',
    name: 'revoked',
    purpose: 'Development',
    permissions: ['read'],
    generate: true,
    expiry: { kind: 'never' },
    plan: 'Free',
  });
  await host.call('keys_revoke', { key_id: revoked.id, typed_name: 'revoked' });

  const { providers } = await host.call('catalogue_get', {});
  const others = providers.filter(({ id }) => id !== 'local');
  const text = others
    .map(({ env_var, key_types }, index) => {
      const prefix = key_types[0]?.prefixes?.[0] ?? '';
      const rest = Array.from({ length: 48 }, (_, at) => '3fK9wq7ZbT1xR5mYc8Hd'[(at * 7 + index * 3) % 20]);
      return `${env_var}=${prefix}${rest.join('')}`;
    })
    .join('\n');
  const { tray, found } = await host.call('import_examine', { text });
  const choices = found
    .filter(({ problem }) => problem === null)
    .map(({ index, variable }) => ({
      index,
      provider_id: others.find(({ env_var }) => env_var === variable)?.id ?? 'openai',
      name: `${variable} ${index}`,
    }));
  const outcomes = await host.call('import_keys', { tray, choices });
  return [key.id, revoked.id, ...outcomes.flatMap(({ key }) => (key ? [key.id] : []))];
}

test('every sentence that any provider’s snippets say has German', async ({ host }) => {
  test.slow();
  const keys = await someKeys(host);
  expect(keys.length).toBeGreaterThan(10);
  const told = new Set<string>();
  const note = (...sentences: (string | null | undefined)[]) => {
    for (const sentence of sentences) if (sentence) told.add(sentence);
  };
  for (const key_id of keys) {
    const { targets } = await host.call('snippets_targets', { key_id });
    for (const { id: target, about, unfit, forms } of targets) {
      note(about, unfit);
      for (const { form, risk, unfit } of forms) note(risk, unfit);
      if (unfit !== null) continue;
      const previews = forms.map(({ form }: { form: Form }) =>
        host.call('snippets_preview', { key_id, target, form }),
      );
      for (const { notes, warnings } of await Promise.all(previews)) note(...notes, ...warnings);
    }
  }
  for (const variable of ['1_KEY', 'PATH', 'A'.repeat(65), 'OPENAI_API_KEY', 'GITHUB_TOKEN'])
    for (const target of ['bash', 'github_secret'])
      for (const key_id of [keys[0]!, keys.at(-1)!])
        await host
          .call('snippets_preview', { key_id, target, variable })
          .then(({ warnings }) => note(...warnings))
          .catch((refused: Error) => {
            const { field, message } = JSON.parse(refused.message.replace(/^snippets_preview: /, '')) as {
              field: string;
              message: string;
            };
            // Why a target is no good for a key is told in its row.
            if (field === 'variable') note(message);
          });
  expect([...told].filter((sentence) => translated(sentence) === undefined)).toEqual([]);
  expect(told.size).toBeGreaterThan(90);
});

test('the tab shows what the core writes', async ({ host, page }) => {
  const [key] = await someKeys(host);
  await host.open(page, `#/keys/${key}/snippets`);
  await page.getByRole('searchbox', { name: 'Find a target' }).fill('openai sdk python');
  await page.keyboard.press('Enter');
  const text = page.getByRole('group', { name: 'The text for OpenAI SDK, Python' });
  await expect(text).toContainText('os.environ["KEYHINGE_API_KEY"]');
  await page.getByRole('combobox', { name: 'Model' }).fill('local/other');
  await expect(text).toContainText('model="local/other"');
  await page.getByRole('textbox', { name: 'Variable' }).fill('PATH');
  await expect(page.getByRole('alert')).toHaveText(/a key does not belong there/);
  await page.getByRole('textbox', { name: 'Variable' }).fill('OPENAI_API_KEY');
  await expect(page.getByText('Programs take OPENAI_API_KEY for a key of OpenAI')).toBeVisible();
  await expect(text).toContainText('os.environ["OPENAI_API_KEY"]');
});
