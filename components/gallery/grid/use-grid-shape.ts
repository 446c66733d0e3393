'use client';

import { useLayoutEffect, useState, type RefObject } from 'react';

import type { GridShape } from './justify-rows';

/** As in the style sheet. */
const WIDE = { rowHeight: 220, gap: 8, headingHeight: 45, dayGap: 28 } as const;
const PHONE = { rowHeight: 136, gap: 4, headingHeight: 45, dayGap: 16 } as const;
const PHONE_QUERY = '(max-width: 640px)';

export interface MeasuredGrid {
  readonly shape: GridShape;
  /** From the top of what scrolls to the grid's. */
  readonly offset: number;
}

/** The grid's measures; null until the browser has laid it out once. */
export function useGridShape(ref: RefObject<HTMLElement | null>): MeasuredGrid | null {
  const [measured, setMeasured] = useState<MeasuredGrid | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    const scroller = element?.closest('main');
    if (element === null || scroller === null || scroller === undefined) return;
    const phone = window.matchMedia(PHONE_QUERY);
    const measure = (): void => {
      const width = element.clientWidth;
      // A page that is hidden behind the studio has no width, and keeps its layout.
      if (width === 0) return;
      const box = element.getBoundingClientRect();
      const offset = box.top - scroller.getBoundingClientRect().top + scroller.scrollTop;
      const shape = { ...(phone.matches ? PHONE : WIDE), width };
      setMeasured((old) =>
        old !== null && same(old, { shape, offset }) ? old : { shape, offset },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What stands above the grid moves it.
    if (element.parentElement !== null) observer.observe(element.parentElement);
    phone.addEventListener('change', measure);
    return () => {
      observer.disconnect();
      phone.removeEventListener('change', measure);
    };
  }, [ref]);
  return measured;
}

const same = (a: MeasuredGrid, b: MeasuredGrid): boolean =>
  a.offset === b.offset &&
  a.shape.width === b.shape.width &&
  a.shape.rowHeight === b.shape.rowHeight;
