/** Tenants' temp directories on this host: what is older than a time goes. */
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { parseUserId } from '@/lib/kernel/ids';

/** A runner's own pre-heat writes like a tenant. */
const PREHEAT = 'preheat';

/**
 * Tenants' directories of every slot of this host.
 * @param tenantsRoot `<data>/tenants`, of the first slot; further slots have `<data>/tenants-N`. None
 *   need exist.
 */
export async function tenantsRootsOf(tenantsRoot: string): Promise<string[]> {
  const folder = path.dirname(tenantsRoot);
  const first = path.basename(tenantsRoot);
  return (await namesIn(folder))
    .filter((name) => name.startsWith(first) && /^(-\d+)?$/.test(name.slice(first.length)))
    .map((name) => path.join(folder, name));
}

/** @returns how many files were removed */
export async function removeStaleTempFiles(tenantsRoot: string, before: Date): Promise<number> {
  let removed = 0;
  for (const root of await tenantsRootsOf(tenantsRoot)) {
    for (const tenant of await namesIn(root)) {
      if (parseUserId(tenant) === null && tenant !== PREHEAT) continue;
      removed += await removeOlder(path.join(root, tenant, 'temp'), before.getTime());
    }
  }
  return removed;
}

async function removeOlder(directory: string, beforeMs: number): Promise<number> {
  let removed = 0;
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) {
      removed += await removeOlder(full, beforeMs);
      // Only an empty one goes; a runner that writes there makes it again.
      await rmdir(full).catch(() => undefined);
      continue;
    }
    const facts = await stat(full).catch(() => null);
    if (facts !== null && facts.mtimeMs >= beforeMs) continue;
    await rm(full, { force: true });
    removed += 1;
  }
  return removed;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
