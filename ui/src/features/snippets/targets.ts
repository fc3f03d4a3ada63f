import type { Snippet, TargetGroup, TargetRow } from '$lib/api/contract';

export interface Group {
  id: TargetGroup;
  rows: TargetRow[];
}

/** The targets under their groups, in the order in which they are offered. */
export function grouped(rows: readonly TargetRow[]): Group[] {
  const groups: Group[] = [];
  for (const row of rows) {
    const group = groups.find(({ id }) => id === row.group);
    if (group) group.rows.push(row);
    else groups.push({ id: row.group, rows: [row] });
  }
  return groups;
}

/** The targets that have every word of `text` in what is told of them, those with it in their name first. */
export function found(
  text: string,
  rows: readonly TargetRow[],
  toldOf: (row: TargetRow) => readonly string[],
): TargetRow[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (told: string) => wanted.every((word) => told.toLowerCase().includes(word));
  const named = rows.filter((row) => has(`${row.name} ${row.id}`));
  const others = rows.filter((row) => !named.includes(row) && has(toldOf(row).join(' ')));
  return [...named, ...others];
}

/** Whether the text names its variable, or what is run with it does. */
export function namesVariable({
  text,
  then,
  variable,
}: Pick<Snippet, 'text' | 'then' | 'variable'>): boolean {
  return text.includes(variable) || (then?.includes(variable) ?? false);
}
