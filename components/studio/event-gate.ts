/**
 * Keeps the editor's listeners on window, document and body quiet while the studio is hidden: keys,
 * clipboard, drops, resizes, history. Listeners of our own pages are never touched.
 */
import type { Stage } from './stage';

/** Events by which people act, and the ones that tell of a place or size that is not the editor's now. */
const GATED =
  /^(key|paste|copy|cut|beforeinput|input|composition|pointer|mouse|touch|wheel|click|dblclick|auxclick|contextmenu|drag|drop|popstate|hashchange|beforeunload|resize|scroll|selectionchange|fullscreenchange|focusin|focusout)/;
/** The address may have left the studio before the stage is told: that is not the editor's to follow. */
const ADDRESS = /^(popstate|hashchange)$/;
/** What people type in our own frame is not meant for the graph. */
const TYPED = /^(key|paste|copy|cut)/;

/** Marks the parts of our frame that stay visible beside the editor. */
const OWN_FRAME = '.atelier';

type Listener = EventListenerOrEventListenerObject;
type Options = boolean | AddEventListenerOptions | undefined;

interface Entry {
  readonly target: EventTarget;
  readonly type: string;
  readonly listener: Listener;
  readonly capture: boolean;
  readonly gate: EventListener;
}

export interface EventGate {
  /** Calls the editor's listeners on window for an event that it missed or must not miss. */
  replay(type: string, event: Event): void;
}

function call(listener: Listener, target: EventTarget, event: Event): void {
  if (typeof listener === 'function') listener.call(target, event);
  else listener.handleEvent(event);
}

function isForUs(event: Event): boolean {
  const { target } = event;
  return TYPED.test(event.type) && target instanceof Element && target.closest(OWN_FRAME) !== null;
}

export interface EventGateOptions {
  readonly stage: Stage;
  /** Such as `/studio/`. */
  readonly base: string;
  /** Whether the code that adds a listener is the editor's. */
  readonly calledByEditor: () => boolean;
}

/** Must run before the editor's modules do. */
export function installEventGate({ stage, base, calledByEditor }: EventGateOptions): EventGate {
  const isElsewhere = (event: Event): boolean =>
    ADDRESS.test(event.type) && window.location.pathname !== base;
  const entries: Entry[] = [];
  const captureOf = (options: Options): boolean =>
    typeof options === 'boolean' ? options : options?.capture === true;
  const indexOf = (target: EventTarget, type: string, listener: Listener, capture: boolean) =>
    entries.findIndex(
      (entry) =>
        entry.target === target &&
        entry.type === type &&
        entry.listener === listener &&
        entry.capture === capture,
    );

  function guard(target: EventTarget): void {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);

    function removeGated(type: string, listener: Listener, capture: boolean): boolean {
      const index = indexOf(target, type, listener, capture);
      const entry = entries[index];
      if (entry === undefined) return false;
      entries.splice(index, 1);
      remove(type, entry.gate, capture);
      return true;
    }

    target.addEventListener = (type: string, listener: Listener | null, options?: Options) => {
      if (listener === null || !GATED.test(type) || !calledByEditor()) {
        add(type, listener, options);
        return;
      }
      const capture = captureOf(options);
      if (indexOf(target, type, listener, capture) >= 0) return;
      const once = typeof options === 'object' && options.once === true;
      const gate = (event: Event): void => {
        if (!stage.shown() || isForUs(event) || isElsewhere(event)) return;
        if (once) removeGated(type, listener, capture);
        call(listener, target, event);
      };
      entries.push({ target, type, listener, capture, gate });
      add(type, gate, typeof options === 'object' ? { ...options, once: false } : options);
    };

    target.removeEventListener = (type: string, listener: Listener | null, options?: Options) => {
      if (listener !== null && removeGated(type, listener, captureOf(options))) return;
      remove(type, listener, options);
    };
  }

  for (const target of [window, document, document.documentElement, document.body]) guard(target);

  return {
    replay(type, event) {
      for (const entry of [...entries]) {
        if (entry.target === window && entry.type === type) entry.gate(event);
      }
    },
  };
}
