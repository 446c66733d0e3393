/**
 * What is written to a socket within one turn of the event loop leaves in one system call: a step of a
 * prompt is three frames, and each goes to every tab of its user.
 */
import type { Duplex } from 'node:stream';

const held = new Set<Duplex>();

function release(): void {
  const all = [...held];
  held.clear();
  for (const duplex of all) duplex.uncork();
}

export function holdForTurn(duplex: Duplex): void {
  if (held.has(duplex)) return;
  if (held.size === 0) setImmediate(release);
  held.add(duplex);
  duplex.cork();
}
