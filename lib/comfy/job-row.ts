/**
 * A run as the jobs API shows it. The editor checks every row strictly, and one bad row empties its
 * whole list: fields without a value are left out, never null.
 */
import type { PromptRun, RunGraph, RunState } from '@/lib/domain/prompt-run';

import { historyStatus, queueItem, type HistoryStatus } from './client-view';
import { normaliseOutputs, summariseOutputs } from './output-summary';

export const JOB_STATUSES = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

const STATUS_OF: Record<RunState, JobStatus> = {
  queued: 'pending',
  running: 'in_progress',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export interface JobRow {
  readonly id: string;
  readonly status: JobStatus;
  readonly priority: number;
  /** Milliseconds, as all times here. */
  readonly create_time: number;
  readonly execution_start_time?: number;
  readonly execution_end_time?: number;
  readonly execution_error?: Readonly<Record<string, unknown>>;
  readonly outputs_count: number;
  readonly previewable_outputs_count: number;
  readonly preview_output?: Readonly<Record<string, unknown>>;
  readonly workflow_id?: string;
}

export interface JobDetail extends JobRow {
  readonly outputs?: PromptRun['outputs'];
  readonly execution_status?: HistoryStatus;
  readonly workflow: { readonly prompt: unknown; readonly extra_data: unknown };
}

export function stateOfJob(status: JobStatus): RunState {
  const [state] = Object.entries(STATUS_OF).find(([, known]) => known === status) ?? [];
  return (state ?? 'queued') as RunState;
}

export function jobRow(run: PromptRun): JobRow {
  const { count, previewableCount, preview } = summariseOutputs(run.outputs);
  const started = run.state === 'queued' ? null : run.startedAt;
  return {
    id: run.promptId,
    status: STATUS_OF[run.state],
    priority: run.number,
    create_time: run.createdAt.getTime(),
    ...(started !== null && { execution_start_time: started.getTime() }),
    ...(run.finishedAt !== null && { execution_end_time: run.finishedAt.getTime() }),
    ...(run.state === 'failed' && { execution_error: executionError(run) }),
    outputs_count: count,
    previewable_outputs_count: previewableCount,
    ...(preview !== null && { preview_output: preview }),
    ...(run.editorWorkflowId !== null && { workflow_id: run.editorWorkflowId }),
  };
}

export function jobDetail(run: PromptRun, graph: RunGraph | null): JobDetail {
  const [, , prompt, extraData] = queueItem(run, graph);
  const isFinished = run.finishedAt !== null;
  return {
    ...jobRow(run),
    ...(isFinished && {
      outputs: normaliseOutputs(run.outputs),
      execution_status: historyStatus(run),
    }),
    workflow: { prompt, extra_data: extraData },
  };
}

/** The terminal message's own data where there is one, with every field that the editor demands. */
export function executionError(run: PromptRun): Record<string, unknown> {
  const told = run.messages.findLast(([event]) => event === 'execution_error')?.[1];
  return {
    executed: [],
    current_inputs: {},
    current_outputs: [],
    timestamp: run.finishedAt?.getTime() ?? run.createdAt.getTime(),
    ...told,
    prompt_id: run.promptId,
    node_id: run.error?.nodeId ?? '',
    node_type: run.error?.nodeType ?? '',
    exception_message: run.error?.exceptionMessage ?? '',
    exception_type: run.error?.exceptionType ?? '',
    traceback: run.error?.traceback ?? [],
  };
}
