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
  variable: (name: string) => `The variable is \`${name}\`.`,
};
