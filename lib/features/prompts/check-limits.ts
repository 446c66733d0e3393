/** What a user's limits say of one graph, before anything is written: pools, node types and models. */
import { listModelFiles } from '@/lib/comfy/model-files';
import type { Graph } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';

const SHOWN_MAX = 5;

/** `sdxl/*` allows all of a folder. */
function isAllowed(name: string, allowed: readonly string[]): boolean {
  return allowed.some((one) =>
    one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name,
  );
}

function refuseOthers(what: string, names: readonly string[], allowed: readonly string[] | null) {
  if (allowed === null) return;
  const refused = names.filter((name) => !isAllowed(name, allowed));
  if (refused.length === 0) return;
  const list = (all: readonly string[]): string =>
    all.length === 0
      ? 'none'
      : all.slice(0, SHOWN_MAX).join(', ') + (all.length > SHOWN_MAX ? ', …' : '');
  throw new AppError(
    'forbidden',
    `Your account may not use the ${what} ${list(refused)}. Allowed: ${list(allowed)}. Ask an admin for more.`,
    { reason: 'not_for_account' },
  );
}

/** @throws AppError `forbidden` (pool, node types, models) */
export function checkAllowed(
  { limits, pool }: Pick<Caller, 'limits' | 'pool'>,
  graph: Graph,
): void {
  refuseOthers('pool', [pool], limits.pools);
  const classes = new Set(Object.values(graph).map(({ class_type }) => class_type));
  refuseOthers('node types', [...classes], limits.nodeTypes);
  refuseOthers('models', limits.models === null ? [] : listModelFiles(graph), limits.models);
}
