/** Judges constant values: conversion, limits, choices, files. */
import { parseFileReference } from '../file-reference';
import { choicesOf, fileKindOf } from '../object-info';
import { promptError, type PromptError } from '../prompt-error';
import { pythonFloat, pythonRepr, pythonStr, pythonType } from './python-text';
import { castTo, compareToLimit, pythonEquals, PythonError } from './python-values';
import { inputFacts, type FileCheck, type GivenInput } from './validation-context';

/** More choices than this are counted, not listed. */
const CHOICES_SHOWN_MAX = 20;

const NO_INFINITY = new PythonError('OverflowError', 'infinity cannot be passed on');

export type ValueVerdict = { readonly value: unknown } | { readonly error: PromptError };

/**
 * @returns the value as the node will get it, or what is wrong with it
 * @throws PythonError where ComfyUI's own check would fail, such as a text compared with a number
 */
export function validateValue(input: GivenInput, hasFile: FileCheck): ValueVerdict {
  const given = unwrapped(input.value);
  let value: unknown;
  try {
    value = castTo(input.type, given);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return { error: notConvertible(input, given, error) };
  }
  const kind = fileKindOf(input.options);
  const error =
    kind === null
      ? (limitError(input, value) ?? choiceError(input, value))
      : fileError(input, kind, value, hasFile);
  if (error !== null) return { error };
  // Python would take it; JSON on the way to a runner would make it null.
  const isInfinite = typeof value === 'number' && !Number.isFinite(value);
  return isInfinite ? { error: notConvertible(input, given, NO_INFINITY) } : { value };
}

/** A list as a value travels as `{__value__: […]}`, because a bare list is a link. */
function unwrapped(value: unknown): unknown {
  const wrapped = typeof value === 'object' && value !== null && Object.hasOwn(value, '__value__');
  return wrapped ? (value as { __value__: unknown }).__value__ : value;
}

function notConvertible(input: GivenInput, value: unknown, error: PythonError): PromptError {
  return promptError(
    'invalid_input_type',
    `Failed to convert an input value to a ${pythonStr(input.type)} value`,
    `${input.name}, ${pythonStr(value)}, ${error.message}`,
    { ...inputFacts(input), received_value: value, exception_message: error.message },
  );
}

function limitError(input: GivenInput, value: unknown): PromptError | null {
  const { name, type, options } = input;
  const shown = (number: unknown): string =>
    type === 'FLOAT' && typeof number === 'number' ? pythonFloat(number) : pythonStr(number);
  const facts = { ...inputFacts(input), received_value: value };
  if (Object.hasOwn(options, 'min') && compareToLimit(value, options['min'], '<') < 0) {
    const message = `Value ${shown(value)} smaller than min of ${pythonStr(options['min'])}`;
    return promptError('value_smaller_than_min', message, name, facts);
  }
  if (Object.hasOwn(options, 'max') && compareToLimit(value, options['max'], '>') > 0) {
    const message = `Value ${shown(value)} bigger than max of ${pythonStr(options['max'])}`;
    return promptError('value_bigger_than_max', message, name, facts);
  }
  return null;
}

function choiceError(input: GivenInput, value: unknown): PromptError | null {
  const { name, type, options } = input;
  const choices = choicesOf(type, options);
  if (choices === null) return null;
  const severalAllowed = options['multiselect'] === true && Array.isArray(value);
  const chosen: readonly unknown[] = severalAllowed ? value : [value];
  const wrong = chosen.filter((one) => !choices.some((choice) => pythonEquals(choice, one)));
  if (wrong.length === 0) return null;
  const many = choices.length > CHOICES_SHOWN_MAX;
  const list = many ? `(list of length ${choices.length})` : pythonRepr(choices);
  return promptError(
    'value_not_in_list',
    'Value not in list',
    `${name}: '${wrong.map(pythonStr).join(', ')}' not in ${list}`,
    { ...inputFacts(input), ...(many && { input_config: null }), received_value: value },
  );
}

function fileError(
  input: GivenInput,
  kind: string,
  value: unknown,
  hasFile: FileCheck,
): PromptError | null {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const name of names) {
    if (typeof name !== 'string') {
      throw new PythonError(
        'AttributeError',
        `'${pythonType(name)}' object has no attribute 'endswith'`,
      );
    }
    const file = parseFileReference(name);
    if (file !== null && hasFile(file)) continue;
    return promptError(
      'custom_validation_failed',
      'Custom validation failed for node',
      `${input.name} - Invalid ${kind} file: ${name}`,
      { input_name: input.name },
    );
  }
  return null;
}
