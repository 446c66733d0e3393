/** Judges links: `[node id, output slot]`. */
import { isDynamicType, type InputType } from '../object-info';
import { promptError, type PromptError } from '../prompt-error';
import { pythonStr, pythonType } from './python-text';
import { pythonEquals, PythonError } from './python-values';
import { inputFacts, nodeAt, type GivenInput, type ValidationContext } from './validation-context';

/**
 * Checks the form of a link and that its output's type fits; the linked node is not judged here.
 * @throws PythonError when there is no such node or output
 */
export function linkError(context: ValidationContext, input: GivenInput): PromptError | null {
  const link = input.value as readonly unknown[];
  if (link.length !== 2) {
    return promptError(
      'bad_linked_input',
      'Bad linked input, must be a length-2 list of [node_id, slot_index]',
      input.name,
      { ...inputFacts(input), received_value: link },
    );
  }
  const { definition } = nodeAt(context, link[0]);
  const received = outputTypeAt(definition.output, link[1]);
  if (typesFit(received, input.type)) return null;
  return promptError(
    'return_type_mismatch',
    'Return type mismatch between linked nodes',
    `${input.name}, received_type(${pythonStr(received)}) mismatch input_type(${textOf(input.type)})`,
    { ...inputFacts(input), received_type: received, linked_node: link },
  );
}

const texts = new WeakMap<object, string>();

/** A list of thousands of choices is written once, not for each node that links into it. */
function textOf(type: InputType): string {
  if (typeof type !== 'object') return pythonStr(type);
  const text = texts.get(type) ?? pythonStr(type);
  texts.set(type, text);
  return text;
}

/** Python counts negative slots from the end. */
function outputTypeAt(types: readonly InputType[], slot: unknown): InputType {
  const index = typeof slot === 'boolean' ? Number(slot) : slot;
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    throw new PythonError(
      'TypeError',
      `tuple indices must be integers or slices, not ${pythonType(slot)}`,
    );
  }
  const type = types.at(index);
  if (type === undefined) throw new PythonError('IndexError', 'tuple index out of range');
  return type;
}

/** Whether an output may feed an input: equal, either is anything, or two unions share a type. */
function typesFit(received: InputType, wanted: InputType): boolean {
  if (pythonEquals(received, wanted) || received === '*' || wanted === '*') return true;
  if (isDynamicType(received) || isDynamicType(wanted)) return true;
  if (typeof received !== 'string' || typeof wanted !== 'string') return false;
  const offered = new Set(namesIn(received));
  return namesIn(wanted).some((name) => offered.has(name));
}

function namesIn(union: string): string[] {
  return union.split(',').map((name) => name.trim());
}
