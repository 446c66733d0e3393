/** Zooming and moving a picture inside a window, in CSS pixels. */

export interface View {
  /** 1: fitted into the window. */
  readonly scale: number;
  /** How far the picture's centre is from the window's. */
  readonly x: number;
  readonly y: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export const FITTED: View = { scale: 1, x: 0, y: 0 };
const SCALE_MAX = 16;

/** The size at which the picture fits into the window; small pictures are not enlarged. */
export function fittedSize(picture: Extent, window: Extent): Extent {
  const scale = Math.min(window.width / picture.width, window.height / picture.height, 1);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Keeps the picture in the window: an edge never comes further in than the window's edge. */
export function bounded(view: View, fitted: Extent, window: Extent): View {
  const scale = Math.min(SCALE_MAX, Math.max(1, view.scale));
  const roomX = Math.max(0, (fitted.width * scale - window.width) / 2);
  const roomY = Math.max(0, (fitted.height * scale - window.height) / 2);
  return {
    scale,
    x: within(view.x, roomX),
    y: within(view.y, roomY),
  };
}

function within(value: number, room: number): number {
  return room === 0 ? 0 : Math.min(room, Math.max(-room, value));
}

/**
 * Zooms by a factor so that what lies under a point stays under it.
 * @param point measured from the window's centre
 */
export function zoomedAt(view: View, factor: number, point: { x: number; y: number }): View {
  const scale = Math.min(SCALE_MAX, Math.max(1, view.scale * factor));
  const real = scale / view.scale;
  return {
    scale,
    x: point.x - (point.x - view.x) * real,
    y: point.y - (point.y - view.y) * real,
  };
}
