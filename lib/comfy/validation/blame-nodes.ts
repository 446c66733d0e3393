/**
 * Which bad nodes an answer names, and how many of the outputs that they spoil. A small graph can have
 * thousands of bad nodes that each spoil thousands of outputs: the answer must not grow by their product.
 */
import type { NodeErrorMap } from '../prompt-error';
import type { ValidationContext } from './validation-context';

export interface FailedOutput {
  readonly nodeId: string;
  /** How many nodes had been judged when this output had failed. */
  readonly judged: number;
}

const DEPENDENTS_MAX = 100;
/** Of all that is said about nodes; the node that passes it is the last one to be named. */
const SAID_MAX_CHARACTERS = 4 * 1024 * 1024;

/**
 * Every bad node is blamed by each output that failed once the node was known, also by those that do not
 * depend on it, as with ComfyUI.
 * @param failed in the order in which they were judged
 */
export function blameNodes(
  { verdicts, graph }: Pick<ValidationContext, 'verdicts' | 'graph'>,
  failed: readonly FailedOutput[],
): NodeErrorMap {
  const blamed: [string, NodeErrorMap[string]][] = [];
  let said = 0;
  let place = 0;
  let first = 0;
  for (const [nodeId, { valid, errors }] of verdicts) {
    place += 1;
    while (first < failed.length && (failed[first]?.judged ?? 0) < place) first += 1;
    if (first === failed.length || said > SAID_MAX_CHARACTERS) break;
    if (valid || errors.length === 0) continue;
    const dependents = failed.slice(first, first + DEPENDENTS_MAX);
    const entry = {
      errors,
      dependent_outputs: dependents.map((output) => output.nodeId),
      class_type: graph[nodeId]?.class_type ?? '',
    };
    said += nodeId.length + JSON.stringify(entry).length;
    blamed.push([nodeId, entry]);
  }
  return Object.fromEntries(blamed);
}
