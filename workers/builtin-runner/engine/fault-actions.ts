/** Misbehaviour on purpose, which the node for faults asks for. */
import type { FaultActions } from './node-definition';
import type { PromptAudience } from './prompt-events';

const CRASH_CODE = 70;

/** @returns the audience to use from now on, and the actions that change how it behaves */
export function createFaultActions(audience: PromptAudience): {
  audience: PromptAudience;
  faults: FaultActions;
} {
  let silent = false;
  const unlessSilent =
    <Args extends unknown[]>(action: (...args: Args) => void) =>
    (...args: Args) => {
      if (!silent) action(...args);
    };
  return {
    audience: {
      send: unlessSilent(audience.send),
      sendProgress: unlessSilent(audience.sendProgress),
      sendText: unlessSilent(audience.sendText),
      sendRaw: unlessSilent(audience.sendRaw),
      hasListeners: audience.hasListeners,
    },
    faults: {
      crash: () => process.exit(CRASH_CODE),
      sendMalformed: () => audience.sendRaw('{"type": "executing", "data": {"node": '),
      fallSilent() {
        silent = true;
      },
    },
  };
}
