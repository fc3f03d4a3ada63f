import type { en } from './en';

/** What each language has to have: English's entries, with any text in them. */
type Texts<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Name in keyof T]: Texts<T[Name]> };

export type Words = Texts<typeof en>;
