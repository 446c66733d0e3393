/** Judges one node and, through its links, all that it depends on. */
import { isDynamicType, type InputSpec } from '../object-info';
import { promptError, type PromptError } from '../prompt-error';
import { PythonError } from './python-values';
import { linkError } from './validate-link';
import { validateValue } from './validate-value';
import {
  inputFacts,
  nodeAt,
  type GivenInput,
  type ValidationContext,
  type Verdict,
} from './validation-context';

/** How long a chain of nodes may be: about where ComfyUI's own recursion ends. */
const DEPTH_MAX = 950;

class ChainTooLong extends Error {}

/** What ComfyUI's validation can throw in the middle of a node, with the name of the exception. */
export function exceptionOf(error: unknown): { type: string; message: string } | null {
  if (error instanceof PythonError) return { type: error.type, message: error.message };
  if (error instanceof ChainTooLong) {
    return { type: 'RecursionError', message: 'maximum recursion depth exceeded' };
  }
  return null;
}

/**
 * Replaces the values in the node's inputs by those that the node will get.
 * @throws PythonError or ChainTooLong where ComfyUI's own validation would raise (see exceptionOf)
 */
export function validateNode(context: ValidationContext, nodeId: string): Verdict {
  const known = context.verdicts.get(nodeId);
  if (known !== undefined) return known;
  if (context.path.includes(nodeId)) return condemnCycle(context, nodeId);
  if (context.path.length >= DEPTH_MAX) throw new ChainTooLong();

  context.path.push(nodeId);
  try {
    const errors: PromptError[] = [];
    const valid = validateInputs(context, nodeId, errors);
    // A cycle through this node was found meanwhile: that verdict stands.
    const verdict = context.verdicts.get(nodeId) ?? { valid: valid && errors.length === 0, errors };
    context.verdicts.set(nodeId, verdict);
    return verdict;
  } finally {
    context.path.pop();
  }
}

/** @returns false when something that the node depends on is bad */
function validateInputs(
  context: ValidationContext,
  nodeId: string,
  errors: PromptError[],
): boolean {
  const { node, definition } = nodeAt(context, nodeId);
  const { required = {}, optional = {} } = definition.input;
  let valid = true;
  for (const [name, spec] of Object.entries({ ...required, ...optional, ...required })) {
    // Definitions come from node packs, some of which are careless.
    if (!Array.isArray(spec)) continue;
    const [type, options = {}] = spec;
    if (isDynamicType(type)) {
      valid = validateParts(context, node.inputs, name, spec) && valid;
      continue;
    }
    if (!Object.hasOwn(node.inputs, name)) {
      if (Object.hasOwn(required, name)) errors.push(missing(name));
      continue;
    }
    const input: GivenInput = { name, type, options, value: node.inputs[name] };
    if (Array.isArray(input.value)) {
      const error = linkError(context, input);
      if (error !== null) errors.push(error);
      else valid = validateLinked(context, input) && valid;
      continue;
    }
    const verdict = validateValue(input, context.hasFile);
    if ('error' in verdict) errors.push(verdict.error);
    else node.inputs[name] = verdict.value;
  }
  return valid;
}

function missing(name: string): PromptError {
  return promptError('required_input_missing', 'Required input is missing', name, {
    input_name: name,
  });
}

/** Dynamic inputs are the runner's to judge; what is linked into them is judged here. */
function validateParts(
  context: ValidationContext,
  inputs: Readonly<Record<string, unknown>>,
  name: string,
  [type, options = {}]: InputSpec,
): boolean {
  let valid = true;
  for (const [part, value] of Object.entries(inputs)) {
    const belongs = part === name || part.startsWith(`${name}.`);
    if (!belongs || !Array.isArray(value) || value.length !== 2) continue;
    nodeAt(context, value[0]);
    valid = validateLinked(context, { name: part, type, options, value }) && valid;
  }
  return valid;
}

/** Judges the linked node; what is thrown there becomes that node's error. */
function validateLinked(context: ValidationContext, input: GivenInput): boolean {
  const linked = (input.value as readonly string[])[0] ?? '';
  try {
    return validateNode(context, linked).valid;
  } catch (error) {
    const exception = exceptionOf(error);
    if (exception === null) throw error;
    const reason = promptError(
      'exception_during_inner_validation',
      'Exception when validating inner node',
      exception.message,
      {
        ...inputFacts(input),
        exception_message: exception.message,
        exception_type: exception.type,
        traceback: [],
        linked_node: input.value,
      },
    );
    context.verdicts.set(linked, { valid: false, errors: [reason] });
    return false;
  }
}

/** What a cycle's nodes are told of it; each of a thousand is not told of all others. */
const CYCLE_SHOWN_MAX = 50;
const NAME_SHOWN_MAX = 100;

/** Every node of a cycle gets the same error. */
function condemnCycle(context: ValidationContext, nodeId: string): Verdict {
  const cycle = context.path.slice(context.path.indexOf(nodeId));
  const shown = cycle.slice(0, CYCLE_SHOWN_MAX);
  const more = cycle.length > shown.length ? [`… (${cycle.length - shown.length} more)`] : [];
  const named = (id: string): string =>
    `${id.slice(0, NAME_SHOWN_MAX)} (${context.graph[id]?.class_type ?? ''})`;
  const way = [...shown.map(named), ...more, named(nodeId)].join(' -> ');
  for (const id of cycle) {
    const error = promptError('dependency_cycle', 'Dependency cycle detected', way, {
      node_id: id,
      cycle_nodes: shown,
    });
    context.verdicts.set(id, { valid: false, errors: [error] });
  }
  return { valid: false, errors: [] };
}
