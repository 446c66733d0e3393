'use client';

import { useLiveGallery } from './use-live-gallery';

/** Keeps the gallery current on every page; draws nothing. */
export function LiveUpdates() {
  useLiveGallery();
  return null;
}
