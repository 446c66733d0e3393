/** Below the list: what is on its way, what did not come and what can be done about it. */
import { element } from './create-element';
import { text } from './panel-text';
import type { ListState } from './result-list';

const MESSAGES = {
  loading: text('loading'),
  failed: text('failed'),
  ended: text('sessionEnded'),
} as const;

export function createListState(retry: () => void) {
  const message = element('p', { attributes: { role: 'status' } });
  const remedies = element('div', { class: 'atelier-trouble' });
  const again = element('button', {
    text: text('retry'),
    attributes: { type: 'button' },
    on: {
      click() {
        isAsked = true;
        retry();
      },
    },
  });
  // In a tab of its own: the graph stays as it is.
  const signIn = element('a', {
    text: text('signIn'),
    attributes: { href: '/sign-in', target: '_blank', rel: 'noopener' },
  });
  const root = element('div', { class: 'atelier-state' }, message, remedies);
  let shown: ListState | null = null;
  /** Somebody waits for the answer. */
  let isAsked = false;

  return {
    root,
    /** @param calm what is said when nothing is the matter */
    show(state: ListState, calm: string): void {
      const wanted = state === 'ready' ? calm : MESSAGES[state];
      if (message.textContent !== wanted) message.textContent = wanted;
      if (state === shown) return;
      shown = state;
      remedies.replaceChildren(
        ...(state === 'ended' ? [signIn, again] : state === 'failed' ? [again] : []),
      );
      if (state !== 'ended' && state !== 'failed') return;
      if (isAsked) root.scrollIntoView({ block: 'nearest' });
      isAsked = false;
    },
  };
}
