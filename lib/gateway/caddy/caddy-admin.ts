/**
 * Caddy's admin API, as far as we need it. Only servers under our own names are written; what is
 * missing above them is made, and nothing that is there is replaced.
 */
import type { CaddyConfig } from './caddy-servers';

export interface CaddyAdmin {
  /** By name; empty where Caddy has no HTTP servers. @throws Error when Caddy does not answer */
  listServers(): Promise<Readonly<Record<string, unknown>>>;
  /** @param isNew whether there is none of that name. @throws Error with Caddy's reason */
  putServer(name: string, config: CaddyConfig, isNew: boolean): Promise<void>;
}

const LIMIT_MS = 5_000;
const PARENTS = ['', 'apps', 'apps/http', 'apps/http/servers'] as const;

/** @param address such as `http://127.0.0.1:2019` */
export function createCaddyAdmin(address: string): CaddyAdmin {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${address.replace(/\/$/, '')}/config/${path}`, {
      method,
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Caddy answered ${answer.status}: ${text.slice(0, 300)}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  }

  /** What lies there; null for nothing, also where what is above is missing. */
  const read = (path: string): Promise<unknown> =>
    call('GET', path).catch((error: unknown) => {
      if (error instanceof Error && error.message.includes('invalid traversal path')) return null;
      throw error;
    });

  /** The first parent that is missing is made with all below it. */
  async function makeParents(): Promise<void> {
    for (const [depth, path] of PARENTS.entries()) {
      if ((await read(path)) !== null) continue;
      const below = PARENTS.slice(depth + 1).map((each) => each.slice(each.lastIndexOf('/') + 1));
      const body = below.reduceRight<unknown>((inner, name) => ({ [name]: inner }), {});
      // An empty configuration as a whole is written by POST; a part that is missing, by PUT.
      await call(path === '' ? 'POST' : 'PUT', path, body);
      return;
    }
  }

  return {
    async listServers() {
      return ((await read('apps/http/servers')) as Record<string, unknown> | null) ?? {};
    },
    async putServer(name, config, isNew) {
      if (isNew) await makeParents();
      await call(isNew ? 'PUT' : 'PATCH', `apps/http/servers/${name}`, config);
    },
  };
}
