import { platform } from '$lib/platform';
import type { Commands } from './contract';
import { CommandFailure } from './failure';

export type Command = keyof Commands;
export type Request<C extends Command> = Commands[C]['request'];
export type Response<C extends Command> = Commands[C]['response'];

/** Runs one command of the contract: name, request and response are checked against it. */
export async function call<C extends Command>(command: C, request: Request<C>): Promise<Response<C>> {
  try {
    return (await platform().call(command, request)) as Response<C>;
  } catch (thrown) {
    throw CommandFailure.from(thrown);
  }
}
