'use client';

import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';

import { bounded, FITTED, fittedSize, zoomedAt, type Extent, type View } from './zoom-math';

const STEP = 1.6;
const WHEEL_SPEED = 0.0018;

export interface Zoom {
  readonly view: View;
  /** The picture's size at scale 1. */
  readonly fitted: Extent;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  readonly step: number;
  /** Handlers for the window the picture lies in. */
  readonly handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
    onDoubleClick: () => void;
  };
}

/** Zooming with wheel, two fingers, double click and buttons; moving with pointer or finger. */
export function useZoom(windowRef: RefObject<HTMLElement | null>, picture: Extent): Zoom {
  const extent = useExtent(windowRef);
  const [view, setView] = useState<View>(FITTED);
  const fitted = fittedSize(picture, extent);
  const fingers = useRef(new Map<number, { x: number; y: number }>());

  const change = (act: (view: View) => View): void =>
    setView((old) => bounded(act(old), fitted, extent));
  const fromCentre = (event: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = windowRef.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return {
      x: event.clientX - box.left - box.width / 2,
      y: event.clientY - box.top - box.height / 2,
    };
  };
  useWheel(windowRef, (event) =>
    change((old) => zoomedAt(old, Math.exp(-event.deltaY * WHEEL_SPEED), fromCentre(event))),
  );

  const release = (event: PointerEvent<HTMLElement>): void =>
    void fingers.current.delete(event.pointerId);
  return {
    view,
    fitted,
    step: STEP,
    zoomBy: (factor) => change((old) => zoomedAt(old, factor, { x: 0, y: 0 })),
    fit: () => setView(FITTED),
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        fingers.current.set(event.pointerId, fromCentre(event));
      },
      onPointerMove(event) {
        const before = fingers.current.get(event.pointerId);
        if (before === undefined) return;
        const now = fromCentre(event);
        const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
        fingers.current.set(event.pointerId, now);
        if (other === undefined) {
          change((old) => ({ ...old, x: old.x + now.x - before.x, y: old.y + now.y - before.y }));
        } else {
          const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
          change((old) => zoomedAt(old, apart(now, other) / apart(before, other), middle));
        }
      },
      onPointerUp: release,
      onPointerCancel: release,
      onDoubleClick: () =>
        change((old) => (old.scale > 1 ? FITTED : zoomedAt(old, STEP * STEP, { x: 0, y: 0 }))),
    },
  };
}

function apart(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
}

function useExtent(ref: RefObject<HTMLElement | null>): Extent {
  const [extent, setExtent] = useState<Extent>({ width: 1, height: 1 });
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setExtent(entry.contentRect);
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref]);
  return extent;
}

/** React listens to wheels passively, which would let the page zoom along. */
function useWheel(ref: RefObject<HTMLElement | null>, listener: (event: WheelEvent) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      latest.current(event);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [ref]);
}
