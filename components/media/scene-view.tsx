'use client';

import dynamic from 'next/dynamic';

export interface SceneViewProps {
  readonly url: string;
  /** Its ending says what is in it. */
  readonly filename: string;
  /** It did not arrive, cannot be read, or the browser draws no 3D. */
  readonly onError: () => void;
}

/** A 3D object that is turned by mouse, finger or keys. */
export const SceneView = dynamic(
  () => import('./scene-canvas').then(({ SceneCanvas }) => SceneCanvas),
  { ssr: false },
);
