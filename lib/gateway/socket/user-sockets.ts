/**
 * All sockets of one user on this replica. Whatever concerns them goes through one line of tasks, so
 * that what a client is told keeps its order although some of it has to be asked of the database.
 */
import type { ComfyMessage, PreviewFrame, UserEvent } from '@/lib/domain/user-event';
import type { PromptRun } from '@/lib/domain/prompt-run';
import { countActive } from '@/lib/features/prompts/list-queue';
import { errorMessage } from '@/lib/kernel/errors';
import type { RunId, UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';
import type { Subscriber } from '@/lib/realtime/channel';
import type { RunProgressStore } from '@/lib/realtime/run-progress';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { CLOSINGS } from './close-codes';
import { MISSED_ENDS_MS, type DeliveredEnds } from './delivered-ends';
import {
  nothingExecutingFrame,
  plainPreviewFrame,
  previewWithMetadataFrame,
  statusFrame,
  textFrame,
} from './frames';
import { createRemainingRuns } from './remaining-runs';
import { endFrames, runningFrames, terminalMessage } from './replay';
import type { SocketClient } from './socket-client';
import { createTaskLine } from './task-line';
import { wireFrame } from './wire-frame';
import { within } from './within';

export interface UserSocketsDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'count' | 'find' | 'listByClient'>;
  readonly users: Pick<UserRepository, 'findById'>;
  readonly subscriber: Subscriber;
  readonly progress: Pick<RunProgressStore, 'read'>;
  readonly delivered: DeliveredEnds;
  readonly log: Logger;
}

/** Changes within this time are told once: a hundred submitted prompts must not cost a hundred counts. */
const STATUS_DELAY_MS = 30;
/** So much later the documents are asked whether the number that was told holds. */
const COUNT_DELAY_MS = 300;
/** Previews are dropped when so many tasks wait. */
const BACKLOG_MAX = 20;

type RunEnd = Extract<UserEvent, { kind: 'run-end' }>;

export class UserSockets {
  private readonly clients = new Set<SocketClient>();
  /** Those that got their `status`; only they are told of events. */
  private readonly attached = new Set<SocketClient>();
  /** Ends that a client was told from the documents, and whose event may still be on its way. */
  private readonly replayed = new WeakMap<SocketClient, Set<RunId>>();
  private readonly subscribed: Promise<(() => void) | null>;
  private readonly line = createTaskLine((error) => {
    this.deps.log.error({ userId: this.userId, error: errorMessage(error) }, 'socket event failed');
  });
  private readonly remaining = createRemainingRuns((otherwise) =>
    within(countActive(this.deps.promptRuns, this.userId), otherwise),
  );
  private statusTimer: NodeJS.Timeout | undefined;
  private countTimer: NodeJS.Timeout | undefined;
  /** Whether anything ran or was told since the documents were last compared with what was told. */
  private isDoubtful = false;

  constructor(
    private readonly userId: UserId,
    private readonly deps: UserSocketsDeps,
  ) {
    this.subscribed = deps.subscriber
      .subscribe(userId, (_userId, event) => this.onEvent(event))
      .catch((error: unknown) => {
        deps.log.error({ userId, error: errorMessage(error) }, 'no live events for this user');
        return null;
      });
  }

  get size(): number {
    return this.clients.size;
  }

  /** Each of the user's sockets. */
  [Symbol.iterator](): Iterator<SocketClient> {
    return this.clients.values();
  }

  /** Tells a new socket where things stand, then keeps it informed. */
  attach(client: SocketClient): void {
    this.clients.add(client);
    this.line.add(async () => {
      await within(this.subscribed, null);
      const remaining = await this.count();
      if (!client.isOpen) return;
      client.sendText(statusFrame(remaining, client.clientId));
      client.start();
      // A minted id has no runs to come back to.
      if (client.isNamed) await this.replay(client, remaining);
      this.attached.add(client);
    });
  }

  detach(client: SocketClient): void {
    this.clients.delete(client);
    this.attached.delete(client);
  }

  /** Makes good for events that never came, because Redis was away: the documents know. */
  reconcile(): void {
    this.line.add(async () => {
      const user = await within(this.deps.users.findById(this.userId), undefined);
      if (user === null || user?.status === 'disabled') this.closeAll();
      else if (user !== undefined) {
        this.endSessions(
          user.tokenVersion,
          new Set(user.endedSessions.map((one) => one.sessionId)),
        );
      }
      if (!this.isDoubtful) return;
      const { known } = this.remaining;
      const remaining = await this.count();
      // What still runs will be told, or be missed and looked for the next time.
      this.isDoubtful = remaining > 0;
      const names = [...this.attached].filter((one) => one.isNamed).map((one) => one.clientId);
      for (const clientId of new Set(names)) {
        const runs = await this.runsOf(clientId);
        const ends = this.tellMissedEnds(runs, remaining, (frame) => this.tell(clientId, frame));
        for (const client of this.attached) {
          if (client.clientId === clientId) this.noteReplayed(client, ends);
        }
      }
      if (remaining !== known) this.tellStatus(remaining);
    });
  }

  /** Stops listening. Sockets are the caller's to close. */
  stop(): void {
    clearTimeout(this.statusTimer);
    clearTimeout(this.countTimer);
    void this.subscribed.then((stop) => stop?.());
  }

  private onEvent(event: UserEvent | PreviewFrame): void {
    if (event.kind !== 'generation' && event.kind !== 'session') this.isDoubtful = true;
    switch (event.kind) {
      case 'preview':
        if (this.line.length < BACKLOG_MAX) this.line.add(() => this.tellPreview(event));
        return;
      case 'run-message':
        this.line.add(() => this.tell(event.clientId, textFrame(event.message)));
        return;
      case 'run-state':
        // Also without a new number: editors move a run from waiting to running at a `status`.
        this.remaining.moved(event.runId, event.state);
        this.scheduleStatus();
        return;
      case 'run-end':
        // ComfyUI says no more of a prompt that was cancelled before it ran.
        if (event.state === 'cancelled' && event.message === null) {
          void this.remaining.ended(event.runId);
          this.scheduleStatus();
        } else this.line.add(() => this.tellEnd(event));
        return;
      case 'session':
        this.endSessions(event.tokenVersion, new Set([event.endedSessionId ?? '']));
        return;
      case 'generation':
      case 'workspace':
        return;
    }
  }

  private tell(clientId: string | null, frame: string): void {
    const bytes = wireFrame('text', frame);
    for (const client of this.attached) {
      if (client.clientId === clientId) client.sendTextFrame(bytes);
    }
  }

  private tellPreview(preview: PreviewFrame): void {
    let plain: Buffer | undefined;
    let withMetadata: Buffer | undefined;
    for (const client of this.attached) {
      if (client.clientId !== preview.clientId) continue;
      client.sendPreviewFrame(
        client.wantsPreviewMetadata
          ? (withMetadata ??= wireFrame('binary', previewWithMetadataFrame(preview)))
          : (plain ??= wireFrame('binary', plainPreviewFrame(preview))),
      );
    }
  }

  /** In ComfyUI's order: the terminal message, `status`, and that nothing executes any more. */
  private async tellEnd({ runId, promptId, clientId, message }: RunEnd): Promise<void> {
    const terminal = message ?? (await this.findTerminal(runId));
    const listeners = [...this.attached].filter(
      (client) => client.clientId === clientId && this.replayed.get(client)?.has(runId) !== true,
    );
    for (const client of listeners) {
      if (terminal !== null) client.sendText(textFrame(terminal));
    }
    clearTimeout(this.statusTimer);
    this.statusTimer = undefined;
    this.tellStatus(await this.remaining.ended(runId));
    this.scheduleCount();
    for (const client of listeners) client.sendText(nothingExecutingFrame(promptId));
    if (listeners.some((client) => client.isOpen)) this.deps.delivered.add(runId);
  }

  private async findTerminal(runId: RunId): Promise<ComfyMessage | null> {
    const run = await within(this.deps.promptRuns.find(this.userId, runId), null);
    return run === null || run.finishedAt === null ? null : terminalMessage(run);
  }

  private scheduleStatus(): void {
    this.statusTimer ??= setTimeout(() => {
      this.statusTimer = undefined;
      this.line.add(async () => this.tellStatus(this.remaining.known ?? (await this.count())));
      this.scheduleCount();
    }, STATUS_DELAY_MS);
  }

  private scheduleCount(): void {
    this.countTimer ??= setTimeout(() => {
      this.countTimer = undefined;
      this.line.add(async () => {
        const { known } = this.remaining;
        const remaining = await this.count();
        if (remaining !== known) this.tellStatus(remaining);
      });
    }, COUNT_DELAY_MS);
  }

  private tellStatus(remaining: number): void {
    const frame = wireFrame('text', statusFrame(remaining));
    for (const client of this.attached) client.sendTextFrame(frame);
  }

  /** The number last known when the database does not answer. */
  private async count(): Promise<number> {
    const remaining = await this.remaining.count();
    if (remaining > 0) this.isDoubtful = true;
    return remaining;
  }

  private async replay(client: SocketClient, remaining: number): Promise<void> {
    const runs = await this.runsOf(client.clientId);
    const tell = (frame: string): void => client.sendText(frame);
    this.noteReplayed(client, this.tellMissedEnds(runs, remaining, tell));
    for (const run of runs.filter(({ state }) => state === 'running')) {
      const progress = await within(this.deps.progress.read(run.id), {});
      runningFrames(run, progress).forEach(tell);
    }
  }

  private noteReplayed(client: SocketClient, runIds: readonly RunId[]): void {
    this.replayed.set(client, new Set([...(this.replayed.get(client) ?? []), ...runIds]));
  }

  /** @returns the runs whose ends were told */
  private tellMissedEnds(
    runs: readonly PromptRun[],
    remaining: number,
    tell: (frame: string) => void,
  ): RunId[] {
    const missed = runs.filter(
      (run) =>
        run.finishedAt !== null && run.startedAt !== null && !this.deps.delivered.has(run.id),
    );
    return missed.map((run) => {
      endFrames(run, statusFrame(remaining)).forEach(tell);
      this.deps.delivered.add(run.id);
      return run.id;
    });
  }

  /** Running and lately finished, oldest first. None when the database does not answer: asked again later. */
  private async runsOf(clientId: string): Promise<PromptRun[]> {
    const since = new Date(Date.now() - MISSED_ENDS_MS);
    const asked = this.deps.promptRuns.listByClient(this.userId, clientId, since);
    const runs = await within(asked, null);
    if (runs === null) this.isDoubtful = true;
    return (runs ?? []).toReversed();
  }

  private endSessions(tokenVersion: number, endedSessions: ReadonlySet<string>): void {
    for (const client of this.clients) {
      const { caller } = client;
      if (caller.tokenVersion < tokenVersion || endedSessions.has(caller.sessionId)) {
        client.close(CLOSINGS.sessionEnded);
      }
    }
  }

  private closeAll(): void {
    for (const client of this.clients) client.close(CLOSINGS.disabled);
  }
}
