/**
 * Waiting prompts in the order of arrival, each tenant's own by number; the one that runs, and the finished ones.
 * Everything here belongs to a tenant; callers name whose things they want.
 */
import type { NodeUi } from './node-definition';
import type { Graph } from './values';

/** The tenant of the process that owns this runner: it sees and ends everybody's prompts. */
export const SYSTEM_TENANT = 'system';

export interface PromptItem {
  readonly tenant: string;
  readonly number: number;
  readonly promptId: string;
  readonly graph: Graph;
  readonly extraData: Readonly<Record<string, unknown>>;
  readonly clientId: string | null;
  readonly outputNodes: readonly string[];
}

/** ComfyUI's `[event, data]`. */
export type StatusMessage = readonly [event: string, data: Record<string, unknown>];

export interface PromptOutcome {
  readonly outputs: Record<string, NodeUi>;
  readonly meta: Record<string, object>;
  readonly success: boolean;
  readonly messages: readonly StatusMessage[];
}

export interface HistoryEntry extends PromptOutcome {
  readonly item: PromptItem;
}

const HISTORY_MAX = 10_000;
const SECRETS = new Set(['auth_token_comfy_org', 'api_key_comfy_org']);

/** Whether `tenant` may see and touch what belongs to `owner`. */
export function mayTouch(tenant: string, owner: string): boolean {
  return tenant === owner || tenant === SYSTEM_TENANT;
}

/** The five fields in which ComfyUI shows a prompt, without secrets. */
export function itemTuple(item: PromptItem): unknown[] {
  const extra = Object.entries(item.extraData).filter(([name]) => !SECRETS.has(name));
  return [item.number, item.promptId, item.graph, Object.fromEntries(extra), item.outputNodes];
}

export class PromptQueue {
  private readonly pending: PromptItem[] = [];
  private readonly history = new Map<string, HistoryEntry>();
  private current: PromptItem | null = null;
  private counter = 0;

  /** The next number: rising, or falling for those who go first. */
  nextNumber(front: boolean): number {
    const number = front ? -this.counter : this.counter;
    this.counter += 1;
    return number;
  }

  /** Whether the id is waiting or running, or belongs to somebody else's finished prompt. */
  isTaken(promptId: string, tenant: string): boolean {
    const finished = this.history.get(promptId);
    return (
      this.current?.promptId === promptId ||
      this.pending.some((item) => item.promptId === promptId) ||
      (finished !== undefined && finished.item.tenant !== tenant)
    );
  }

  /** Orders the tenant's own prompts by number; nobody overtakes another tenant's. */
  put(item: PromptItem): void {
    this.pending.push(item);
    const places = [...this.pending.keys()].filter(
      (place) => this.pending[place]?.tenant === item.tenant,
    );
    const own = this.pending
      .filter(({ tenant }) => tenant === item.tenant)
      .sort((a, b) => a.number - b.number);
    for (const [index, place] of places.entries()) this.pending[place] = own[index] ?? item;
  }

  /** Takes the first waiting prompt and makes it the running one. */
  take(): PromptItem | null {
    this.current = this.pending.shift() ?? null;
    return this.current;
  }

  finish(item: PromptItem, outcome: PromptOutcome): void {
    this.current = null;
    this.history.delete(item.promptId);
    this.history.set(item.promptId, { item, ...outcome });
    const oldest = this.history.keys().next();
    if (this.history.size > HISTORY_MAX && oldest.done !== true) this.history.delete(oldest.value);
  }

  running(tenant: string): PromptItem | null {
    return this.current !== null && mayTouch(tenant, this.current.tenant) ? this.current : null;
  }

  waiting(tenant: string): PromptItem[] {
    return this.pending.filter((item) => mayTouch(tenant, item.tenant));
  }

  /** Waiting and running prompts. */
  remaining(tenant: string): number {
    return this.waiting(tenant).length + (this.running(tenant) === null ? 0 : 1);
  }

  /** @returns the tenants whose queue got shorter */
  removeWaiting(tenant: string, matches: (promptId: string) => boolean): string[] {
    const removed = this.waiting(tenant).filter((item) => matches(item.promptId));
    for (const item of removed) this.pending.splice(this.pending.indexOf(item), 1);
    return removed.map((item) => item.tenant);
  }

  /** Finished prompts, oldest first. */
  finished(tenant: string): HistoryEntry[] {
    return [...this.history.values()].filter((entry) => mayTouch(tenant, entry.item.tenant));
  }

  findFinished(tenant: string, promptId: string): HistoryEntry | null {
    const entry = this.history.get(promptId);
    return entry !== undefined && mayTouch(tenant, entry.item.tenant) ? entry : null;
  }

  removeFinished(tenant: string, matches: (promptId: string) => boolean): void {
    for (const entry of this.finished(tenant)) {
      if (matches(entry.item.promptId)) this.history.delete(entry.item.promptId);
    }
  }
}

/** A history entry in ComfyUI's form. */
export function describeHistory(entry: HistoryEntry): object {
  return {
    prompt: itemTuple(entry.item),
    outputs: entry.outputs,
    status: {
      status_str: entry.success ? 'success' : 'error',
      completed: entry.success,
      messages: entry.messages,
    },
    meta: entry.meta,
  };
}
