/** The rules for a new password that can be told before the server is asked. */
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@/lib/domain/user';

export interface PasswordEntries {
  readonly email: string;
  readonly current: string;
  readonly next: string;
  readonly again: string;
}

export type PasswordProblem =
  'missing' | 'tooShort' | 'tooLong' | 'isEmail' | 'same' | 'different' | 'wrongCurrent';

/** The problems by field; none when it is empty. */
export type PasswordProblems = Partial<Record<'current' | 'next' | 'again', PasswordProblem>>;

export function checkPasswords({ email, current, next, again }: PasswordEntries): PasswordProblems {
  const problem = problemOfNew(email, current, next);
  return {
    ...(current === '' && { current: 'missing' as const }),
    ...(problem !== null && { next: problem }),
    ...(problem === null && next !== again && { again: 'different' as const }),
  };
}

function problemOfNew(email: string, current: string, next: string): PasswordProblem | null {
  if (next === '') return 'missing';
  if (next.length < PASSWORD_MIN_LENGTH) return 'tooShort';
  if (next.length > PASSWORD_MAX_LENGTH) return 'tooLong';
  if (next.toLowerCase() === email.toLowerCase()) return 'isEmail';
  return next === current ? 'same' : null;
}
