'use client';

import { useQuery } from '@tanstack/react-query';
import { Info, TriangleAlert } from 'lucide-react';

import { fetchJson } from '@/components/api/fetch-json';
import { cx } from '@/components/ui/cx';
import type { Announcement } from '@/lib/domain/settings';

import styles from './announcement-bar.module.css';

const ASK_EVERY_MS = 60_000;

interface AnnouncementBarProps {
  /** As it came with the document. */
  readonly announcement: Announcement | null;
}

/** What an admin tells everybody, above every page. */
export function AnnouncementBar({ announcement }: AnnouncementBarProps) {
  const { data } = useQuery({
    queryKey: ['announcement'],
    queryFn: async ({ signal }) =>
      (await fetchJson<AnnouncementBarProps>('/api/announcement', { signal })).announcement,
    initialData: announcement,
    refetchInterval: ASK_EVERY_MS,
  });
  if (data === null) return null;
  const Icon = data.tone === 'warn' ? TriangleAlert : Info;
  return (
    <div className={cx('atelier', styles['bar'], styles[data.tone])} role="status">
      <Icon aria-hidden />
      <p>{data.text}</p>
    </div>
  );
}
