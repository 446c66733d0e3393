/**
 * Results of earlier runs, kept per tenant and never shown to another one. Like ComfyUI's default
 * cache, a tenant's next prompt keeps only what it uses itself. All tenants together stay below a
 * limit of bytes: whoever has not run a prompt for the longest time loses first.
 */
import type { NodeDefinition, NodeUi } from './node-definition';
import { signGraph } from './sign-graph';
import { isPixels, own, type Graph, type Value } from './values';

export interface CachedResult {
  /** For each output the list of its values. */
  readonly outputs: readonly (readonly Value[])[];
  readonly ui: NodeUi | null;
}

export interface PromptCache {
  get(nodeId: string): CachedResult | undefined;
  set(nodeId: string, result: CachedResult): void;
  /** Forgets a result, such as one whose files are gone. */
  drop(nodeId: string): void;
  /** An object kept for (node id, class) over this tenant's consecutive prompts. */
  keep<T>(nodeId: string, make: () => T): T;
  /** Ends the prompt: only now may its own results have to make room. */
  close(): void;
}

export interface ResultCache {
  /** Opens the tenant's results for a prompt and drops those which the prompt does not use. */
  openPrompt(tenant: string, graph: Graph, fingerprints: ReadonlyMap<string, string>): PromptCache;
  clear(): void;
  /** Bytes of pixels held. */
  bytes(): number;
}

interface TenantResults {
  readonly results: Map<string, CachedResult>;
  readonly kept: Map<string, unknown>;
}

function sizeOf(result: CachedResult): number {
  let bytes = 0;
  for (const value of result.outputs.flat()) if (isPixels(value)) bytes += value.data.byteLength;
  return bytes;
}

/** @param maxBytes of pixels over all tenants */
export function createResultCache(
  nodes: ReadonlyMap<string, NodeDefinition>,
  maxBytes: number,
): ResultCache {
  /** In the order of their last prompts. */
  const tenants = new Map<string, TenantResults>();
  let bytes = 0;

  function remove(from: TenantResults, key: string): void {
    const result = from.results.get(key);
    if (result === undefined) return;
    bytes -= sizeOf(result);
    from.results.delete(key);
  }

  function makeRoom(): void {
    for (const [tenant, known] of tenants) {
      if (bytes <= maxBytes) return;
      for (const key of [...known.results.keys()]) remove(known, key);
      tenants.delete(tenant);
    }
  }

  function open(tenant: string, keysInUse: ReadonlySet<string>, graph: Graph): TenantResults {
    const mine: TenantResults = tenants.get(tenant) ?? { results: new Map(), kept: new Map() };
    tenants.delete(tenant);
    tenants.set(tenant, mine);
    for (const key of [...mine.results.keys()]) if (!keysInUse.has(key)) remove(mine, key);
    const objects = new Set(Object.entries(graph).map(([id, node]) => objectKey(id, node)));
    for (const key of [...mine.kept.keys()]) if (!objects.has(key)) mine.kept.delete(key);
    return mine;
  }

  return {
    openPrompt(tenant, graph, fingerprints) {
      const keys = signGraph(graph, nodes, fingerprints);
      const mine = open(tenant, new Set(keys.values()), graph);
      return {
        get: (nodeId) => mine.results.get(keys.get(nodeId) ?? ''),
        set(nodeId, result) {
          const key = keys.get(nodeId);
          if (key === undefined) return;
          remove(mine, key);
          mine.results.set(key, result);
          bytes += sizeOf(result);
        },
        drop: (nodeId) => remove(mine, keys.get(nodeId) ?? ''),
        keep<T>(nodeId: string, make: () => T): T {
          const key = objectKey(nodeId, own(graph, nodeId));
          if (!mine.kept.has(key)) mine.kept.set(key, make());
          return mine.kept.get(key) as T;
        },
        close: makeRoom,
      };
    },
    clear() {
      tenants.clear();
      bytes = 0;
    },
    bytes: () => bytes,
  };
}

function objectKey(nodeId: string, node: Graph[string] | undefined): string {
  return `${nodeId}\0${node?.class_type ?? ''}`;
}
