'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { ApiError, fetchJson } from '@/components/api/fetch-json';

import { checkPasswords, type PasswordEntries, type PasswordProblems } from './check-passwords';

interface ChangePassword {
  readonly problems: PasswordProblems;
  readonly busy: boolean;
  /** What the server refused for another reason than a wrong current password. */
  readonly error: unknown;
  readonly submit: (entries: PasswordEntries) => void;
}

/** @param onDone called when the password is changed; this browser stays signed in */
export function useChangePassword(onDone: () => void): ChangePassword {
  const [problems, setProblems] = useState<PasswordProblems>({});
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ current, next }: PasswordEntries) =>
      fetchJson<undefined>('/api/account/password', {
        method: 'POST',
        body: { currentPassword: current, newPassword: next },
      }),
    onSuccess: onDone,
    onError: (failure) => {
      if (isWrongCurrent(failure)) setProblems({ current: 'wrongCurrent' });
    },
  });
  return {
    problems,
    busy: isPending,
    error: isWrongCurrent(error) ? null : error,
    submit(entries) {
      const found = checkPasswords(entries);
      setProblems(found);
      if (Object.keys(found).length === 0) mutate(entries);
    },
  };
}

const isWrongCurrent = (error: unknown): boolean =>
  error instanceof ApiError && error.reason === 'password_wrong';
