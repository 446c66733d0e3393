/**
 * ComfyUI's validation of a posted graph, against the definitions that the pool's runners offer and
 * the caller's own files. Only what output nodes depend on is judged. A graph in which some output
 * nodes can run is accepted with the others' errors beside it.
 */
import type { Graph } from '@/lib/domain/prompt-run';

import { definitionOf, type ObjectInfo } from '../object-info';
import { promptError, type NodeErrorMap, type PromptError } from '../prompt-error';
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

  const outputNodes = Object.entries(graph)
    .filter(([, node]) => definitionOf(definitions, node.class_type)?.output_node === true)
    .map(([nodeId]) => nodeId)
    .filter((nodeId) => partialTargets === null || partialTargets.includes(nodeId));
  if (outputNodes.length === 0) {
    const error = promptError('prompt_no_outputs', 'Prompt has no outputs');
    return { valid: false, error, nodeErrors: {} };
  }

  const context = { graph, definitions, hasFile, verdicts: new Map<string, Verdict>(), path: [] };
  return judgeOutputs(context, outputNodes);
}

function judgeOutputs(context: ValidationContext, outputNodes: readonly string[]): PromptVerdict {
  const good: string[] = [];
  const reasons: string[] = [];
  const blamed = new Map<string, { verdict: Verdict; dependents: string[] }>();
  for (const nodeId of outputNodes) {
    const { valid, errors } = judgeOutput(context, nodeId);
    if (valid) {
      good.push(nodeId);
      continue;
    }
    reasons.push(...errors.map(({ message, details }) => `${message}: ${details}`));
    // Every bad node known by now is blamed, also those that this output does not depend on.
    for (const [badId, verdict] of context.verdicts) {
      if (verdict.valid || verdict.errors.length === 0) continue;
      const entry = blamed.get(badId) ?? { verdict, dependents: [] };
      entry.dependents.push(nodeId);
      blamed.set(badId, entry);
    }
  }

  const nodeErrors = Object.fromEntries(
    [...blamed].map(([nodeId, { verdict, dependents }]) => [
      nodeId,
      {
        errors: verdict.errors,
        dependent_outputs: dependents,
        class_type: context.graph[nodeId]?.class_type ?? '',
      },
    ]),
  );
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
