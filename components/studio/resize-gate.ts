/**
 * A hidden editor has no size, and must not learn of it: it would fit its canvas, panels and nodes to
 * nothing and keep that. Observers compare with what they last reported, so when the editor comes
 * back at the same size nothing happens, and at another size they report it then.
 */
import type { Stage } from './stage';

/** Must run before the editor's modules do. */
export function installResizeGate(stage: Stage, calledByEditor: () => boolean): void {
  window.ResizeObserver = new Proxy(window.ResizeObserver, {
    construct(Native, [callback]: [ResizeObserverCallback], newTarget) {
      const gated: ResizeObserverCallback = (entries, observer) => {
        if (stage.shown()) callback(entries, observer);
      };
      return Reflect.construct(Native, [calledByEditor() ? gated : callback], newTarget) as object;
    },
  });
}
