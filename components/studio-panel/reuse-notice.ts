/** Says that a run got its stored result, and runs it on a device all the same when that is wanted. */
import { documentProblem } from '@/components/api/document-problem';
import { failureOf } from '@/components/api/fetch-json';

import { element, iconButton } from './create-element';
import { editorApi } from './editor-app';
import { text } from './panel-text';

interface Reused {
  readonly prompt_id: string;
}

const SHOWN_MS = 10_000;

/** Listens as long as the editor lives. */
export function announceReuse(): void {
  let shown: HTMLElement | null = null;
  let going: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => {
    clearTimeout(going);
    shown?.remove();
    shown = null;
  };

  editorApi().addEventListener('atelier.reused', ({ detail }: CustomEvent<Reused>) => {
    clear();
    const said = element('span', { text: text('reused') });
    const again = element('button', {
      text: text('runAnyway'),
      attributes: { type: 'button' },
      on: {
        click() {
          again.disabled = true;
          runAnyway(detail.prompt_id).then(clear, (error: unknown) => {
            said.textContent = text('actFailed', { reason: documentProblem(error) });
          });
        },
      },
    });
    shown = element(
      'div',
      { class: 'atelier-panel atelier-reused', attributes: { role: 'status' } },
      said,
      again,
      iconButton('close', text('close'), clear),
    );
    document.body.append(shown);
    going = setTimeout(clear, SHOWN_MS);
  });
}

interface Job {
  readonly workflow: {
    readonly prompt: unknown;
    readonly extra_data: Readonly<Record<string, unknown>>;
  };
}

async function runAnyway(promptId: string): Promise<void> {
  const api = editorApi();
  const found = await api.fetchApi(`/jobs/${encodeURIComponent(promptId)}`);
  if (!found.ok) throw await failureOf(found);
  const { workflow } = (await found.json()) as Job;
  const answer = await api.fetchApi('/prompt', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: api.clientId,
      prompt: workflow.prompt,
      extra_data: { ...workflow.extra_data, atelier: { force: true } },
    }),
  });
  if (!answer.ok) throw await failureOf(answer);
}
