/** Whether the editor is on stage. The guards around it ask, and act when it comes and goes. */
export interface Stage {
  readonly shown: () => boolean;
  /** Guards in the order of their registration. */
  show(): void;
  /** Guards in the opposite order. */
  hide(): void;
  on(guard: Guard): void;
}

export interface Guard {
  onShow?(): void;
  onHide?(): void;
}

export function createStage(): Stage {
  const guards: Guard[] = [];
  let shown = false;
  return {
    shown: () => shown,
    show() {
      if (shown) return;
      shown = true;
      for (const guard of guards) guard.onShow?.();
    },
    hide() {
      if (!shown) return;
      shown = false;
      for (const guard of guards.toReversed()) guard.onHide?.();
    },
    on(guard) {
      guards.push(guard);
    },
  };
}
