import type { Act } from '@/lib/domain/audit';

type Dashed<Name extends string> = Name extends `${infer Kind}.${infer Verb}`
  ? `${Kind}-${Verb}`
  : Name;

/** The text key of an act: keys with dots in them would be taken for paths. */
export function actKey(act: Act): `acts.${Dashed<Act>}` {
  const dashed = act.replace('.', '-') as Dashed<Act>;
  return `acts.${dashed}`;
}
