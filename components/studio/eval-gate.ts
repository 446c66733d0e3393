/**
 * Our pages' policy forbids making code from text. Two libraries of the editor probe for it once,
 * catch the refusal and go on without; but each probe is a violation of the policy, and a report of
 * those is only worth reading when it is empty. So they are refused before the policy has to.
 */

/**
 * Must run before the editor's modules do.
 * @returns ends it, once they have run: the probes are in their first evaluation
 */
export function refuseEvalProbes(): () => void {
  // Its documented switch for pages with such a policy.
  Object.assign(window, { __zod_globalConfig: { jitless: true } });
  const native = window.Function;
  const refuse = (): never => {
    throw new EvalError('Making code from text is not allowed on this page.');
  };
  window.Function = new Proxy(native, { apply: refuse, construct: refuse });
  return () => {
    window.Function = native;
  };
}
