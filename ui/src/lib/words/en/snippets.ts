/** The text that puts a key where it is used. */
export const snippets = {
  loading: 'Loading the snippets…',
  loading_one: 'Loading the snippet…',
  where: 'Where the key goes',
  shells: 'Shells and files',
  set_for: (target: string) => `Set it for ${target}`,
  trace: 'Leaves a trace',
  copy_with_key: 'Copy with key',
  masked: 'The key is masked here. “Copy with key” puts the whole text on the clipboard and clears it again.',
  not_held: 'The secret of this key is not held here, so the text can only be shown masked.',
  /** What a target does and how it can leak, by its id. The core's words stand where there are none here. */
  targets: {} as Readonly<Record<string, { about: string; risk: string }>>,
  variable: (name: string) => `The variable is \`${name}\`.`,
};
