'use client';

import { useEffect, useState } from 'react';

import { loadManifest, STUDIO_BASE } from './manifest';

/** Files are most of the wait; what comes after them is the rest of the bar. */
const FILES_SHARE = 0.8;

/** @returns 0…1 while the editor loads, from the files that have arrived; null while that is not known */
export function useLoadingProgress(loading: boolean): number | null {
  const [progress, setProgress] = useState<number | null>(null);
  useEffect(() => {
    if (!loading) return;
    const arrived = new Set<string>();
    let observer: PerformanceObserver | null = null;
    let isGone = false;
    loadManifest(STUDIO_BASE)
      .then(({ entry, bootModules, laterModules }) => {
        if (isGone) return;
        const wanted = new Set(
          [entry, ...bootModules, ...laterModules].map(
            (name) => window.location.origin + STUDIO_BASE + name,
          ),
        );
        observer = new PerformanceObserver((list) => {
          for (const { name } of list.getEntries()) if (wanted.has(name)) arrived.add(name);
          setProgress((arrived.size / wanted.size) * FILES_SHARE);
        });
        observer.observe({ type: 'resource', buffered: true });
      })
      .catch(() => undefined);
    return () => {
      isGone = true;
      observer?.disconnect();
    };
  }, [loading]);
  return progress;
}
