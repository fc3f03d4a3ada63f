import type { TakenBack, Written } from '$lib/api/contract';
import { plural } from '../numbers';

/** The text that puts a key where it is used. */
export const snippets = {
  loading: 'Loading the snippets…',
  loading_one: 'Loading the snippet…',
  where: 'Where the key goes',
  find: 'Find a target',
  found: (count: number) => plural(count, 'target'),
  none: (text: string) => `No target matches “${text}”.`,
  platform: 'Platform',
  platforms: { unix: 'Linux, macOS', windows: 'Windows', any: 'Everywhere' },
  here: 'here',
  groups: {
    shell: 'Shell',
    file: 'Files',
    container: 'Containers',
    ci: 'CI',
    code: 'Code',
    tool: 'Tools',
  },
  unfit: 'not for this key',
  variable: 'Variable',
  variable_fixed: (target: string) => `${target} reads this variable, whatever else is set.`,
  model: 'Model',
  shape: 'API format',
  shapes: { openai: 'OpenAI', anthropic: 'Anthropic', native: 'The provider’s own' },
  form: 'How it comes by the key',
  forms: {
    variable: { name: 'Variable', about: 'It reads the variable, which is set elsewhere.' },
    ask: { name: 'Ask', about: 'It asks for the key, and nothing keeps it.' },
    reference: { name: 'Reference', about: 'It fetches the key with khg, each time it is run.' },
    value: { name: 'With key', about: 'It holds the key itself.' },
    placeholder: { name: 'Placeholder', about: 'Words stand in the place of the key.' },
  },
  risky: 'can leak the key',
  no_key: 'No key in the text',
  trace: 'Can leak the key',
  text_for: (target: string) => `The text for ${target}`,
  copy_with_key: 'Copy with key',
  copy_with_placeholder: 'Copy with placeholder',
  copied: 'Copied',
  masked: 'The key is masked here. “Copy with key” puts the whole text on the clipboard and clears it again.',
  not_held:
    'The secret of this key is not held here: a text cannot hold or fetch it. With a placeholder, or from a variable, it works.',
  revoked: 'This key is revoked: programs that use it are refused. Copy from a key that works.',
  replaced: (next: string) =>
    `${next} has the place of this key. A text with the key in it holds the old one; who asks for it by name is given the new one.`,
  its_snippets: 'Open the snippets of the new key',
  gateway_off: 'The gateway is off: programs reach nothing at this address.',
  goes_into: 'It goes into',
  install: 'It needs this to be installed:',
  install_line: 'the line that installs it',
  then: 'Then run:',
  then_line: 'the line to run then',
  mend_first: 'The text is here again when the field above is right.',
  use_form: (form: string) => `Use the form “${form}”`,
  use_instead: (target: string, form: string) => `Use ${target}, “${form}”`,
  went_to: 'It went to:',
  production: {
    title: 'A production key for development?',
    about: (key: string, target: string) => `“${key}” is for production, and ${target} is for development.`,
    rather: 'A key of its own for development can be limited and revoked without stopping production.',
    copy_for: (target: string) => `Copy for ${target}`,
  },
  write: {
    choose: 'Write to a file…',
    title: 'Write this into the file?',
    line: (variable: string) =>
      `The line that sets ${variable} is replaced, or this one is added at the end. Everything else stays as it is, and it can be undone.`,
    block:
      'It goes into a marked block of Keyhinge’s own, at the end of the file. Everything else stays as it is, and it can be undone.',
    now: 'Write',
    all_the_same: 'Write it all the same',
    done: ({ path, variable, created, replaced }: Written) =>
      created
        ? `${path} was made, and sets ${variable}.`
        : replaced
          ? `${variable} was replaced in ${path}.`
          : `${variable} was added to ${path}.`,
    linked: (path: string) => `The file is a link; ${path} was written.`,
    others: (count: number, variable: string) =>
      `${plural(count, 'other line')} before it ${count === 1 ? 'sets' : 'set'} ${variable} too; the last one counts.`,
    git: {
      not_ignored:
        'Git does not ignore this file: it could be committed, and the key with it. Add it to .gitignore.',
      unknown: 'Git did not say whether it ignores this file: look before you commit.',
    },
    undo: 'Undo',
    undone: ({ path, deleted }: TakenBack) =>
      deleted ? `Undone: ${path} is gone again.` : `Undone: what was written is out of ${path} again.`,
  },
  /** A target's name, in this language. */
  target: (name: string): string => name,
  /** What the core tells of a target or a key, in this language. */
  said: (sentence: string): string => sentence,
};
