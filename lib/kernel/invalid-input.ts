/** What a schema refused, as one error: a sentence for scripts, and kinds of faults for pages. */
import type { z } from 'zod';

import { AppError, FAULTS, type FieldFault } from './errors';

type Fault = FieldFault['fault'];
type Issue = z.core.$ZodIssue;

/** @param where what begins the name of each field in the sentence, such as `body` */
export function invalidInput({ issues }: z.ZodError, where?: string): AppError {
  const first = where === undefined ? [] : [where];
  const sentences = issues.map(
    ({ path, message }) => `${[...first, ...path].join('.')}: ${message}`,
  );
  return new AppError('invalid_input', sentences.join('; '), { faults: issues.flatMap(faultsOf) });
}

function faultsOf(issue: Issue): FieldFault[] {
  const field = issue.path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ field: nameOf([...issue.path, key]), fault: 'unknown' }));
    case 'too_small':
      // An empty text or list was not filled in.
      if (issue.origin in SMALL && Number(issue.minimum) === 1) {
        return [{ field, fault: 'missing' }];
      }
      return [{ field, fault: SMALL[issue.origin] ?? 'too_small', limit: Number(issue.minimum) }];
    case 'too_big':
      return [{ field, fault: BIG[issue.origin] ?? 'too_large', limit: Number(issue.maximum) }];
    default:
      return [{ field, fault: kindOf(issue) }];
  }
}

const nameOf = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const SMALL: Partial<Record<string, Fault>> = { string: 'too_short', array: 'too_few' };
const BIG: Partial<Record<string, Fault>> = { string: 'too_long', array: 'too_many' };
const FORMATS: Partial<Record<string, Fault>> = { email: 'email', datetime: 'moment' };

function kindOf(issue: Issue): Fault {
  switch (issue.code) {
    case 'invalid_type':
      // What is not there has a type of its own in the sentence only.
      if (issue.message.endsWith('received undefined')) return 'missing';
      return issue.expected === 'int' ? 'whole' : 'type';
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'format';
    case 'invalid_value':
      return 'choice';
    case 'custom':
      return FAULTS.find((kind) => kind === issue.params?.['fault']) ?? 'other';
    default:
      return 'other';
  }
}
