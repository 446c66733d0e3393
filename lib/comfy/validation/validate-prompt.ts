/**
 * ComfyUI's validation of a posted graph, against the definitions that the pool's runners offer and
 * the caller's own files. Only what output nodes depend on is judged. A graph in which some output
 * nodes can run is accepted with the others' errors beside it.
 */
import type { Graph } from '@/lib/domain/prompt-run';

import { definitionOf, type ObjectInfo } from '../object-info';
import {
  promptError,
  TEXT_MAX_CHARACTERS,
  type NodeErrorMap,
  type PromptError,
} from '../prompt-error';
import { blameNodes, type FailedOutput } from './blame-nodes';
import { readGraph } from './read-graph';
import { exceptionOf, validateNode } from './validate-node';
import type { FileCheck, ValidationContext, Verdict } from './validation-context';

export type PromptVerdict =
  | {
      readonly valid: true;
      /** With the values that nodes will get: `"5"` for an integer input has become 5. */
      readonly graph: Graph;
      /** The output nodes that can run. */
      readonly outputNodes: readonly string[];
      readonly nodeErrors: NodeErrorMap;
    }
  | {
      readonly valid: false;
      readonly error: PromptError;
      readonly nodeErrors: NodeErrorMap;
    };

export interface PromptToValidate {
  /** As posted; nothing is known about it, and it is not changed. */
  readonly prompt: unknown;
  /** Null: all output nodes. */
  readonly partialTargets: readonly string[] | null;
  readonly definitions: ObjectInfo;
  readonly hasFile: FileCheck;
}

export function validatePrompt(request: PromptToValidate): PromptVerdict {
  const { definitions, hasFile, partialTargets } = request;
  const read = readGraph(request.prompt, definitions);
  if ('error' in read) return { valid: false, error: read.error, nodeErrors: {} };
  const { graph } = read;

  const targets = partialTargets === null ? null : new Set(partialTargets);
  const outputNodes = Object.entries(graph)
    .filter(([, node]) => definitionOf(definitions, node.class_type)?.output_node === true)
    .map(([nodeId]) => nodeId)
    .filter((nodeId) => targets === null || targets.has(nodeId));
  if (outputNodes.length === 0) {
    const error = promptError('prompt_no_outputs', 'Prompt has no outputs');
    return { valid: false, error, nodeErrors: {} };
  }

  const context = { graph, definitions, hasFile, verdicts: new Map<string, Verdict>(), path: [] };
  return judgeOutputs(context, outputNodes);
}

function judgeOutputs(context: ValidationContext, outputNodes: readonly string[]): PromptVerdict {
  const good: string[] = [];
  const failed: FailedOutput[] = [];
  const reasons: string[] = [];
  let said = 0;
  for (const nodeId of outputNodes) {
    const { valid, errors } = judgeOutput(context, nodeId);
    if (valid) {
      good.push(nodeId);
      continue;
    }
    for (const { message, details } of errors) {
      // What does not fit into one text stands with its own node.
      if (said < TEXT_MAX_CHARACTERS) reasons.push(`${message}: ${details}`);
      said += message.length + details.length;
    }
    failed.push({ nodeId, judged: context.verdicts.size });
  }

  const nodeErrors = blameNodes(context, failed);
  if (good.length > 0) {
    return { valid: true, graph: context.graph, outputNodes: good, nodeErrors };
  }
  const error = promptError(
    'prompt_outputs_failed_validation',
    'Prompt outputs failed validation',
    reasons.join('\n'),
  );
  return { valid: false, error, nodeErrors };
}

function judgeOutput(context: ValidationContext, nodeId: string): Verdict {
  try {
    return validateNode(context, nodeId);
  } catch (error) {
    const exception = exceptionOf(error);
    if (exception === null) throw error;
    const reason = promptError(
      'exception_during_validation',
      'Exception when validating node',
      exception.message,
      { exception_type: exception.type, traceback: [] },
    );
    const verdict = { valid: false, errors: [reason] };
    context.verdicts.set(nodeId, verdict);
    return verdict;
  }
}
