'use client';

import { useState } from 'react';

import { formText } from '@/components/ui/form-text';
import { LIMIT_NAMES, type Limits } from '@/lib/domain/limits';

import { readLimits, type LimitName, type LimitTexts } from './limit-fields';

/** Reads a form with a field for each limit. @param onRead gets them when all could be read */
export function useLimitsForm(onRead: (limits: Partial<Limits>) => void): {
  readonly bad: readonly LimitName[];
  readonly save: (data: FormData) => void;
} {
  const [bad, setBad] = useState<readonly LimitName[]>([]);
  return {
    bad,
    save(data) {
      const texts = Object.fromEntries(LIMIT_NAMES.map((name) => [name, formText(data, name)]));
      const read = readLimits(texts as LimitTexts);
      setBad('bad' in read ? read.bad : []);
      if (!('bad' in read)) onRead(read.limits);
    },
  };
}
