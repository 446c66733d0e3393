/**
 * Says when the workspace is about to end for idleness, and that its process is starting again; tells
 * the server that a person is at work.
 */
import { documentLocale } from '@/components/i18n/document-locale';
import { workspaceEditor as english } from '@/components/i18n/messages/en.json';
import { workspaceEditor as chinese } from '@/components/i18n/messages/zh-CN.json';
import { clockOf } from '@/components/ui/clock-of';

import { createNoticeBar } from './notice-bar';

const ASK_EVERY_MS = 5_000;
const DRAW_EVERY_MS = 1_000;
const TELL_EVERY_MS = 20_000;

/** What the workspace's door tells. */
interface WorkspaceState {
  readonly state: string;
  readonly reason: string;
  readonly idle: { readonly secondsLeft: number; readonly countdownS: number } | null;
}

/** @param base the workspace's address with its last slash */
export function watchWorkspace(base: string): void {
  const texts = documentLocale() === 'zh-CN' ? chinese : english;
  const text = (name: keyof typeof english): string => texts[name];
  const bar = createNoticeBar();
  /** When it ends, by this browser's clock; null: nothing counts down. */
  let endsAt: number | null = null;
  let isOver = false;
  let toldAt = 0;

  async function keep(): Promise<void> {
    await fetch(`${base}atelier/keep`, { method: 'POST' }).catch(() => undefined);
    await look();
  }

  function draw(): void {
    if (isOver || endsAt === null) return;
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    bar.show(`${text('idle')} ${clockOf(left)}`, { label: text('keep'), run: () => void keep() });
  }

  function showOver(): void {
    isOver = true;
    // Through Caddy this host's port holds nothing but the workspace.
    const hasPages = location.pathname.startsWith('/w/');
    const back = {
      label: text('back'),
      run: () => location.assign(`${location.origin}/workspace`),
    };
    bar.show(text('over'), hasPages ? back : undefined);
  }

  async function look(): Promise<void> {
    if (isOver) return;
    const answer = await fetch(`${base}atelier/state`).catch(() => null);
    if (answer?.status === 403) showOver();
    if (answer?.ok !== true) return;
    const { state, reason, idle } = (await answer.json()) as WorkspaceState;
    const counts = idle !== null && idle.secondsLeft <= idle.countdownS;
    endsAt = counts ? Date.now() + idle.secondsLeft * 1000 : null;
    if (counts) draw();
    else if (state === 'starting' && reason === 'crashed') bar.show(text('restarting'));
    else bar.hide();
  }

  function tell(): void {
    if (isOver || Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    fetch(`${base}atelier/activity`, { method: 'POST' }).catch(() => undefined);
  }

  for (const kind of ['pointerdown', 'keydown', 'wheel']) {
    addEventListener(kind, tell, { capture: true, passive: true });
  }
  setInterval(() => void look(), ASK_EVERY_MS);
  setInterval(draw, DRAW_EVERY_MS);
  void look();
}
