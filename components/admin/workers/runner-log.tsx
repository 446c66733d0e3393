'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';
import { useLiveEvent, useLiveTopic } from '@/components/live/live-provider';

import styles from '../console/console.module.css';

interface Line {
  readonly at: number;
  readonly text: string;
}

const LINES_MAX = 1_000;

/** A runner's log: the last lines, then each new one as it is printed. */
export function RunnerLog({ slotId }: { readonly slotId: string }) {
  const t = useTranslations('consoleWorkers');
  const [later, setLater] = useState<readonly Line[]>([]);
  const box = useRef<HTMLPreElement>(null);
  const errorText = useErrorText();
  const { data = [], error } = useQuery({
    queryKey: ['admin-log', slotId],
    queryFn: async ({ signal }) => {
      const path = `/api/admin/slots/${encodeURIComponent(slotId)}/log`;
      return (await fetchJson<{ lines: Line[] }>(path, { signal })).lines;
    },
    staleTime: 0,
  });
  useLiveTopic(`log ${slotId}`);
  useLiveEvent('log', (news) => {
    if (news.slotId === slotId) setLater((old) => [...old, ...news.lines].slice(-LINES_MAX));
  });
  const known = data.at(-1)?.at ?? 0;
  const lines = [...data, ...later.filter(({ at }) => at > known)].slice(-LINES_MAX);
  const empty = error === null ? t('noLog') : errorText(error);
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines.length]);
  return (
    <pre
      ref={box}
      // It scrolls by itself, so it must be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="log"
      aria-label={t('log')}
      className={styles['log']}
    >
      {lines.length === 0 ? empty : lines.map(({ text }) => text).join('\n')}
    </pre>
  );
}
