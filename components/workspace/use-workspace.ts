'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';
import { useLiveEvent } from '@/components/live/live-provider';
import type { DeviceKind } from '@/lib/domain/device';
import type { WorkspaceOverview, WorkspaceView } from '@/lib/domain/workspace-view';

const KEY = ['workspace'];
/** Positions in the line change without news of one's own. */
const WAITING_LOOK_MS = 3_000;
const CALM_LOOK_MS = 30_000;

const isWaiting = (view: WorkspaceView | null | undefined): boolean => view?.state === 'waiting';

/** The user's workspace, kept up to date by live news. */
export function useWorkspace() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => fetchJson<WorkspaceOverview>('/api/workspace', { signal }),
    refetchInterval: ({ state }) =>
      isWaiting(state.data?.workspace) ? WAITING_LOOK_MS : CALM_LOOK_MS,
    refetchOnWindowFocus: true,
  });
  const look = () => void client.invalidateQueries({ queryKey: KEY });
  useLiveEvent('workspace', look);
  useLiveEvent('connected', look);
  return { ...query, look };
}

/** What the user may do with it. */
export function useWorkspaceActs() {
  const client = useQueryClient();
  const errorText = useErrorText();
  const options = {
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
    onError: (error: Error) => toast.error(errorText(error)),
  };
  const start = useMutation({
    mutationFn: (kind: DeviceKind | null) =>
      fetchJson<WorkspaceView>('/api/workspace', { method: 'POST', body: { kind } }),
    ...options,
  });
  const keep = useMutation({
    mutationFn: (id: string) =>
      fetchJson<WorkspaceView>('/api/workspace/keep', { method: 'POST', body: { id } }),
    ...options,
  });
  const end = useMutation({
    mutationFn: (id: string) =>
      fetchJson<undefined>(`/api/workspace?id=${encodeURIComponent(id)}`, { method: 'DELETE' }),
    ...options,
  });
  return { start, keep, end };
}

/** Counts down from the moment at which the figure was told. Null stays null. */
export function useSecondsLeft(secondsLeft: number | null, toldAtMs: number): number | null {
  const [now, setNow] = useState(toldAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (secondsLeft === null) return null;
  const passedS = Math.max(0, Math.floor((now - toldAtMs) / 1000));
  return Math.max(0, secondsLeft - passedS);
}
