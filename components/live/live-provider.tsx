'use client';

import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';

import {
  openLiveClient,
  type LiveClient,
  type LiveEventName,
  type LiveListener,
} from '@/lib/realtime/client';

const LiveContext = createContext<LiveClient | null>(null);

/** One live connection for all views of a signed-in page; it stays open from page to page. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [client, setClient] = useState<LiveClient | null>(null);
  useEffect(() => {
    const opened = openLiveClient();
    // The connection belongs to the browser: it must not exist while the server draws.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setClient(opened);
    return () => opened.close();
  }, []);
  return <LiveContext value={client}>{children}</LiveContext>;
}

/** Calls the listener for each live event of that name while the component is mounted. */
export function useLiveEvent<Name extends LiveEventName>(
  name: Name,
  listener: LiveListener<Name>,
): void {
  const client = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  const relay = useMemo(
    () =>
      ((event: never) => (latest.current as (event: never) => void)(event)) as LiveListener<Name>,
    [],
  );
  useEffect(() => client?.on(name, relay), [client, name, relay]);
}

/** Has the server tell what it tells only when asked, while the component is mounted. */
export function useLiveTopic(topic: string): void {
  const client = useContext(LiveContext);
  useEffect(() => client?.watch(topic), [client, topic]);
}
