/**
 * Runs one prompt from first message to last, in ComfyUI's order: execution_start,
 * execution_cached, per node progress_state · executing · … · executed · progress_state, and
 * execution_success, execution_error or execution_interrupted.
 */
import type { TenantFolders } from '../files/tenant-folders';
import { createBreather } from './breathe';
import { InterruptedError, NodeError } from './errors';
import { planExecution } from './execution-order';
import { fingerprintNodes } from './fingerprints';
import { createNodeContext } from './node-context';
import type { FaultActions, NodeDefinition, NodeUi } from './node-definition';
import { createProgressBoard, type ProgressBoard } from './progress-board';
import type { PromptAudience } from './prompt-events';
import type { PromptItem, PromptOutcome, StatusMessage } from './prompt-queue';
import type { CachedResult, PromptCache, ResultCache } from './result-cache';
import { collectInputs, runNode } from './run-node';
import { filesAreThere } from './saved-files';
import { own } from './values';

export interface ExecutionDeps {
  readonly nodes: ReadonlyMap<string, NodeDefinition>;
  readonly cache: ResultCache;
  readonly audience: PromptAudience;
  readonly folders: TenantFolders;
  readonly faults: FaultActions;
  readonly signal: AbortSignal;
}

export interface Execution {
  readonly deps: ExecutionDeps;
  readonly item: PromptItem;
  readonly results: Map<string, CachedResult>;
  readonly executed: string[];
  readonly messages: StatusMessage[];
  readonly board: ProgressBoard;
  readonly cache: PromptCache;
  /** Waits for the server to answer what has come in, if it has not done so for a while. */
  breathe(): Promise<void>;
}

/** Never throws: whatever happens inside a node ends in the outcome. */
export async function executePrompt(deps: ExecutionDeps, item: PromptItem): Promise<PromptOutcome> {
  const { audience, cache, nodes, folders } = deps;
  const messages: StatusMessage[] = [];
  record(messages, audience, 'execution_start', { prompt_id: item.promptId });
  const fingerprints = await fingerprintNodes(item.graph, nodes, folders);
  const execution: Execution = {
    deps,
    item,
    results: new Map(),
    executed: [],
    messages,
    board: createProgressBoard(item.promptId),
    cache: cache.openPrompt(item.tenant, item.graph, fingerprints),
    breathe: createBreather(),
  };
  const cached = await takeCached(execution);
  record(messages, audience, 'execution_cached', { nodes: cached, prompt_id: item.promptId });
  const success = await runAll(execution);
  const outcome = collectOutcome(execution, success);
  execution.cache.close();
  return outcome;
}

function record(
  messages: StatusMessage[],
  audience: PromptAudience,
  type: string,
  data: Record<string, unknown>,
): void {
  const stamped = { ...data, timestamp: Date.now() };
  messages.push([type, stamped]);
  audience.send(type, stamped);
}

/** Takes over what the cache has, except results whose files somebody has moved away. */
async function takeCached({ item, cache, results, deps }: Execution): Promise<string[]> {
  const cached: string[] = [];
  for (const nodeId of Object.keys(item.graph)) {
    const result = cache.get(nodeId);
    if (result === undefined) continue;
    if (!(await filesAreThere(result.ui, deps.folders))) {
      cache.drop(nodeId);
      continue;
    }
    results.set(nodeId, result);
    cached.push(nodeId);
  }
  return cached;
}

async function runAll(execution: Execution): Promise<boolean> {
  const { deps, item, results, messages } = execution;
  const order = planExecution(
    item.graph,
    item.outputNodes,
    (nodeId) => results.has(nodeId),
    (nodeId) => classOf(execution, nodeId)?.outputNode === true,
  );
  for (let nodeId = order.next(); nodeId !== null; nodeId = order.next()) {
    if (results.has(nodeId)) sendCached(execution, nodeId);
    else if (!(await runOne(execution, nodeId))) return false;
    order.complete(nodeId);
  }
  const [stuck] = order.remaining();
  if (stuck !== undefined) {
    const error = new NodeError('Dependency cycle detected', 'graph.DependencyCycleError');
    reportFailure(execution, stuck, error, {});
    return false;
  }
  record(messages, deps.audience, 'execution_success', { prompt_id: item.promptId });
  return true;
}

function classOf({ deps, item }: Execution, nodeId: string): NodeDefinition | undefined {
  return deps.nodes.get(own(item.graph, nodeId)?.class_type ?? '');
}

function sendProgressState({ deps, item, board }: Execution): void {
  deps.audience.send('progress_state', { prompt_id: item.promptId, nodes: board.snapshot() });
}

function sendExecuted({ deps, item }: Execution, nodeId: string, output: NodeUi | null): void {
  const { promptId } = item;
  const data = { node: nodeId, display_node: nodeId, output, prompt_id: promptId };
  deps.audience.send('executed', data);
}

function sendCached(execution: Execution, nodeId: string): void {
  sendExecuted(execution, nodeId, execution.results.get(nodeId)?.ui ?? null);
  execution.board.finish(nodeId);
  sendProgressState(execution);
}

async function runOne(execution: Execution, nodeId: string): Promise<boolean> {
  const { deps, item, board } = execution;
  let lists: Parameters<typeof runNode>[1] = {};
  try {
    board.start(nodeId);
    sendProgressState(execution);
    const definition = classOf(execution, nodeId);
    const node = own(item.graph, nodeId);
    if (definition === undefined || node === undefined) throw new NodeError('No such node');
    lists = collectInputs(definition, node, execution.results);
    const data = { node: nodeId, display_node: nodeId, prompt_id: item.promptId };
    deps.audience.send('executing', data);
    const result = await runNode(definition, lists, createNodeContext(execution, nodeId));
    if (deps.signal.aborted) throw new InterruptedError();
    execution.results.set(nodeId, result);
    execution.cache.set(nodeId, result);
    if (result.ui !== null) sendExecuted(execution, nodeId, result.ui);
    board.finish(nodeId);
    sendProgressState(execution);
    execution.executed.push(nodeId);
    return true;
  } catch (error) {
    reportFailure(execution, nodeId, error, lists);
    return false;
  }
}

function reportFailure(
  execution: Execution,
  nodeId: string,
  error: unknown,
  lists: Parameters<typeof runNode>[1],
): void {
  const { deps, item, executed, messages } = execution;
  const common = {
    prompt_id: item.promptId,
    node_id: nodeId,
    node_type: own(item.graph, nodeId)?.class_type ?? '',
    executed,
  };
  if (error instanceof InterruptedError) {
    record(messages, deps.audience, 'execution_interrupted', common);
    return;
  }
  const known = error instanceof NodeError ? error : new NodeError(textOf(error), 'RuntimeError');
  record(messages, deps.audience, 'execution_error', {
    ...common,
    exception_message: `${known.message}\n${known.tips}`,
    exception_type: known.exceptionType,
    traceback: [`  Node ${nodeId}, class ${common.node_type}\n`],
    current_inputs: describeInputs(lists),
    current_outputs: Object.keys(item.graph),
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Inputs as an error shows them: constants as they are, pictures by their size. */
function describeInputs(lists: Parameters<typeof runNode>[1]): Record<string, unknown[]> {
  const describe = (value: unknown): unknown => {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
    if (typeof value === 'object' && 'kind' in value && 'width' in value && 'height' in value) {
      return `${String(value.kind)} ${String(value.width)} × ${String(value.height)}`;
    }
    return typeof value;
  };
  return Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, list.map(describe)]),
  );
}

function collectOutcome(execution: Execution, success: boolean): PromptOutcome {
  const outputs: Record<string, NodeUi> = {};
  const meta: Record<string, object> = {};
  for (const [nodeId, { ui }] of execution.results) {
    if (ui === null) continue;
    outputs[nodeId] = ui;
    meta[nodeId] = {
      node_id: nodeId,
      display_node: nodeId,
      parent_node: null,
      real_node_id: nodeId,
    };
  }
  return { outputs, meta, success, messages: execution.messages };
}
