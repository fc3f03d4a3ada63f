import type { en } from './en';

/** A failure as it is told: what happened, and the next step. */
export interface Told {
  message: string;
  next_step: string;
}

/** What each language has to have: English's entries, with any text in them. */
type Texts<T> = T extends string
  ? string
  : T extends (...given: infer Given) => infer Told
    ? (...given: Given) => Texts<Told>
    : { readonly [Name in keyof T]: Texts<T[Name]> };

export type Words = Texts<typeof en>;
