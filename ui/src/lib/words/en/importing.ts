import type {
  ImportFileProblem,
  ImportFound,
  ImportLineProblem,
  ImportProblem,
  ImportTextProblem,
  Note,
} from '$lib/api/contract';
import type { Told } from '../types';
import { plural } from '../numbers';

const told = ({ message, next_step }: Told): Told => ({ message, next_step });

/** Taking in keys that exist already. */
export const importing = {
  open: 'Import keys…',
  title: 'Import keys',
  about: 'What is found is shown masked first. Only what you choose is kept, in the vault of this computer.',
  paste: 'Paste keys',
  paste_hint: 'One key, several, a whole .env, an export line, JSON, or a command with a key in it.',
  examine: 'Find the keys',
  files: 'Or name files',
  files_hint: 'A path per line; ~ is your home folder.',
  read_files: 'Read the files',
  folder: 'Or look in your shell files, and for .env files in a folder',
  folder_hint: 'The folder may be left empty. First you see which files would be read.',
  look: 'Which files are there?',
  places: (count: number) =>
    count === 0 ? 'There is no such file.' : `${plural(count, 'file')} may hold keys. None was read yet.`,
  places_list: 'Files that would be read',
  read_places: (count: number) => (count === 1 ? 'Read this file' : `Read these ${count} files`),

  found_title: 'Keys found',
  keys: 'Keys that were found',
  found: (count: number, skipped: number) =>
    `${plural(count, 'key')} found${skipped > 0 ? `; ${plural(skipped, 'setting')} that hold${skipped === 1 ? 's' : ''} no key, like PORT=3000, left alone` : ''}.`,
  where: ({ variable, line, file }: ImportFound) =>
    [variable, file === null ? `line ${line}` : `${file}:${line}`].filter(Boolean).join(' · '),
  text_problem: (problem: ImportTextProblem): Told => told(problem),
  file_problem: (problem: ImportFileProblem): Told => told(problem),
  line_problem: (problem: ImportLineProblem): Told => told(problem),
  problem: (problem: ImportProblem): Told => told(problem),
  note: (note: Note): string => {
    switch (note.kind) {
      case 'cleaned':
        return 'Quotes, blanks or invisible characters around the key were left out.';
      case 'commented':
        return 'The key stands in a comment.';
      case 'variable_of_another':
        return `The variable is of ${note.provider_id}, and the key does not look like one of its keys.`;
      case 'unusual_characters':
        return 'The key holds characters that keys rarely have.';
    }
  },
  already_here: (name: string | undefined) => `This key is here already${name ? `: “${name}”` : ''}.`,
  same_as: (number: number) => `The same key as number ${number} of this list.`,
  to: 'Belongs to',
  to_choose: 'Choose…',
  to_accounts: 'Your accounts',
  to_new: 'A new account',
  to_new_at: (provider: string) => `New account at ${provider}`,
  ask_ambiguous: 'Several providers have keys like this. Say whose it is.',
  ask_account: 'There are several accounts at this provider. Say which.',
  ask_unknown: 'The key does not tell whose it is. Say it.',
  name: 'Name',
  name_usual: 'named after its provider',
  as_credential: 'Add an account',
  take_out: 'Take it out of the file.',
  take_out_about: 'A comment says where it went. Programs that read it there no longer find it.',
  stays: 'Its line stays in the file.',
  take: (count: number) => (count === 0 ? 'Import' : `Import ${plural(count, 'key')}`),
  back: 'Back',

  done_title: 'Imported',
  results: 'What became of each key',
  taken: (count: number) => `${plural(count, 'key')} in the vault.`,
  imported: (name: string, account: string) => `Imported as “${name}” at ${account}.`,
  taken_out: (file: string) => `Taken out of ${file}.`,
  put_back: (file: string) => `Put back into ${file}.`,
  not_put_back: 'The line could not be put back.',
  kept: 'The key stays here, so that it is not lost.',
  undone: 'Undone: the key is out of Keyhinge again.',
  undo: 'Undo',
  undo_about: 'It can be undone here, for ten minutes at most.',
  done: 'Done',
};
