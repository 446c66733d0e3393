'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';

export interface Act {
  /** Below `/api/admin`. */
  readonly path: string;
  readonly method?: 'POST' | 'PATCH' | 'DELETE';
  readonly body?: object;
  /** Said when it is done. */
  readonly done?: string;
  /** How it is taken back: a button in what is said. */
  readonly undo?: { readonly label: string; readonly act: () => void };
}

interface Acting<Answer> {
  readonly act: (act: Act) => void;
  readonly busy: boolean;
  readonly error: unknown;
  readonly answer: Answer | undefined;
}

/**
 * Acts of the console: says what was done or why not, and has all lists asked anew.
 * @param onDone called after a success
 */
export function useAct<Answer = unknown>(
  onDone?: (answer: Answer) => void,
  options: { readonly quiet?: boolean } = {},
): Acting<Answer> {
  const queries = useQueryClient();
  const errorText = useErrorText();
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: ({ path, method = 'POST', body }: Act) =>
      fetchJson<Answer>(`/api/admin${path}`, { method, ...(body !== undefined && { body }) }),
    onSuccess: async (answer, { done, undo }) => {
      if (done !== undefined) {
        toast.success(done, {
          ...(undo !== undefined && { action: { label: undo.label, onClick: undo.act } }),
        });
      }
      onDone?.(answer);
      await queries.invalidateQueries({ queryKey: ['admin'] });
    },
    onError: (failure) => {
      if (options.quiet !== true) toast.error(errorText(failure));
    },
  });
  return { act: mutate, busy: isPending, error, answer: data };
}
