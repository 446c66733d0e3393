/** What the worker asks of a runner over HTTP, in ComfyUI's protocol. */
import type { Graph } from '@/lib/domain/prompt-run';

import { RunnerFault, type RunnerFacts } from './runner';
import { createRunnerHttp, type RunnerAnswer } from './runner-http';
import { SYSTEM_TENANT } from './tenant-headers';

export interface Submission {
  readonly tenant: string;
  readonly promptId: string;
  readonly clientId: string;
  readonly graph: Graph;
  readonly extraData: Record<string, unknown>;
  /** Ids of the output nodes to execute; empty: all. */
  readonly outputNodes: readonly string[];
}

/** ComfyUI's refusal of a graph. */
export interface Refusal {
  readonly error: { readonly type?: string; readonly message?: string; readonly details?: string };
  readonly node_errors?: Record<string, { class_type?: string; errors?: { message?: string }[] }>;
}

export type SubmitResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The runner knows this prompt id already, from an earlier attempt. */
  | { readonly kind: 'known' };

/** A history entry's status and outputs, as ComfyUI gives them. */
export interface HistoryEntry {
  readonly outputs?: Record<string, Record<string, unknown[]>>;
  readonly status?: { readonly messages?: [string, Record<string, unknown>][] } | null;
}

export type RunnerClient = ReturnType<typeof createRunnerClient>;

const SUBMIT_TIMEOUT_MS = 60_000;
const OBJECT_INFO_TIMEOUT_MS = 60_000;
const HEALTH_TIMEOUT_MS = 5_000;

/** @param secret the runner's ATELIER_RUNNER_SECRET */
export function createRunnerClient(port: number, secret: string) {
  const http = createRunnerHttp(port, secret);
  const asSystem = (path: string, timeoutMs?: number) =>
    http.call({ path, tenant: SYSTEM_TENANT, ...(timeoutMs !== undefined && { timeoutMs }) });
  const post = (path: string, tenant: string, body: unknown) =>
    http.call({ method: 'POST', path, tenant, body });

  function object(answer: RunnerAnswer, what: string): Record<string, unknown> {
    const value = answer.status === 200 ? answer.json() : null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    throw new RunnerFault(`${what} answered ${answer.status} without an object`);
  }

  return {
    port,
    secret,

    /** @returns null while nobody listens yet */
    async selftest(): Promise<{ status: number; text: string } | null> {
      try {
        return await asSystem('/atelier/selftest', HEALTH_TIMEOUT_MS);
      } catch {
        return null;
      }
    },

    async systemStats(): Promise<Record<string, unknown>> {
      return object(await asSystem('/system_stats', HEALTH_TIMEOUT_MS), '/system_stats');
    },

    async facts(): Promise<RunnerFacts> {
      const systemStats = await this.systemStats();
      const objectInfo = object(
        await asSystem('/object_info', OBJECT_INFO_TIMEOUT_MS),
        '/object_info',
      );
      return { ...readStats(systemStats), systemStats, objectInfo };
    },

    async submit(submission: Submission): Promise<SubmitResult> {
      const { tenant, promptId, clientId, graph, extraData, outputNodes } = submission;
      const answer = await http.call({
        method: 'POST',
        path: '/prompt',
        tenant,
        timeoutMs: SUBMIT_TIMEOUT_MS,
        body: {
          prompt: graph,
          prompt_id: promptId,
          client_id: clientId,
          extra_data: extraData,
          ...(outputNodes.length > 0 && { partial_execution_targets: outputNodes }),
        },
      });
      if (answer.status === 200) return { kind: 'accepted' };
      if (answer.status === 409) return { kind: 'known' };
      if (answer.status === 400) return { kind: 'refused', refusal: toRefusal(answer.json()) };
      throw new RunnerFault(`POST /prompt answered ${answer.status}`);
    },

    /** Takes a waiting prompt out of the runner's own queue; nothing happens when it is not there. */
    async deleteQueued(tenant: string, promptId: string): Promise<void> {
      await post('/queue', tenant, { delete: [promptId] });
    },

    /** Interrupts that prompt if it is running now. */
    async interrupt(promptId: string): Promise<void> {
      await post('/interrupt', SYSTEM_TENANT, { prompt_id: promptId });
    },

    /** Makes the runner forget a prompt, so that its id may be used again. */
    async forget(tenant: string, promptId: string): Promise<void> {
      await post('/queue', tenant, { delete: [promptId] });
      await post('/interrupt', SYSTEM_TENANT, { prompt_id: promptId });
      await post('/history', tenant, { delete: [promptId] });
    },

    /** @returns null when the runner has no result of this prompt */
    async history(tenant: string, promptId: string): Promise<HistoryEntry | null> {
      const answer = await http.call({ path: `/history/${promptId}`, tenant });
      const entries = object(answer, '/history');
      return (entries[promptId] as HistoryEntry | undefined) ?? null;
    },

    /** Whether the prompt waits or runs there. */
    async isQueued(tenant: string, promptId: string): Promise<boolean> {
      const queue = object(await http.call({ path: '/queue', tenant }), '/queue');
      return [queue['queue_running'], queue['queue_pending']]
        .flatMap((items) => (Array.isArray(items) ? (items as unknown[]) : []))
        .some((item) => Array.isArray(item) && item[1] === promptId);
    },

    close: () => http.close(),
  };
}

function toRefusal(body: unknown): Refusal {
  const refusal = body as Partial<Refusal> | null;
  if (typeof refusal?.error === 'object') return refusal as Refusal;
  return { error: { type: 'invalid_prompt', message: 'The runner refused the prompt.' } };
}

interface Stats {
  readonly system?: { readonly comfyui_version?: string };
  readonly devices?: readonly { readonly type?: string; readonly index?: number | null }[];
}

/** Version and device out of `/system_stats`. */
function readStats(stats: Record<string, unknown>): { version: string; device: string } {
  const { system, devices } = stats as Stats;
  const [first] = devices ?? [];
  const index = typeof first?.index === 'number' ? `:${first.index}` : '';
  return {
    version: system?.comfyui_version ?? 'unknown',
    device: `${first?.type ?? 'cpu'}${index}`,
  };
}
