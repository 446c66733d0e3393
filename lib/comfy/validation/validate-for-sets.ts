/**
 * The validation of a graph for a pool whose slots may have unlike nodes and models. One slot runs a
 * whole graph, so it is let in when one set of definitions can run all of it; which sets cannot is told,
 * so that their slots are never offered the run.
 */
import type { Graph } from '@/lib/domain/prompt-run';

import { definitionOf, type ObjectInfo } from '../object-info';
import { promptError, type PromptError } from '../prompt-error';
import { validatePrompt, type PromptToValidate, type PromptVerdict } from './validate-prompt';

/** Node definitions that one or several slots offer. */
export interface NodeSet {
  readonly hash: string;
  readonly definitions: ObjectInfo;
}

type ValidPrompt = Extract<PromptVerdict, { valid: true }>;
type Refusal = Extract<PromptVerdict, { valid: false }>;

export type SetsVerdict =
  | (ValidPrompt & {
      /** Those that can run all that can be run of it; one at least. */
      readonly fitting: readonly NodeSet[];
      /** Hashes of the others. */
      readonly without: readonly string[];
    })
  | Refusal;

/** What a pool offers: its distinct sets, and all of them together. */
export interface OfferedNodes {
  /** One at least. */
  readonly sets: readonly NodeSet[];
  /** See `mergeObjectInfo`; with one set, that set's own. */
  readonly definitions: ObjectInfo;
}

type Request = Omit<PromptToValidate, 'definitions'>;

export function validateForSets(request: Request, offered: OfferedNodes): SetsVerdict {
  const judged = offered.sets.map((set) => ({
    set,
    verdict: validatePrompt({ ...request, definitions: set.definitions }),
  }));
  const valid = judged.flatMap(({ set, verdict }) => (verdict.valid ? [{ set, verdict }] : []));
  const [first, ...others] = valid;
  if (first === undefined) {
    const refusals = judged.flatMap(({ verdict }) => (verdict.valid ? [] : [verdict]));
    return refusalOf(request, offered, refusals);
  }
  // A slot that runs fewer of the outputs would give less than another one.
  const { verdict } = others.reduce((best, one) => (runs(one) > runs(best) ? one : best), first);
  const outputs = verdict.outputNodes.join();
  const fitting = valid
    .filter((one) => one.verdict.outputNodes.join() === outputs)
    .map(({ set }) => set);
  const without = offered.sets.filter((set) => !fitting.includes(set)).map(({ hash }) => hash);
  return { ...verdict, fitting, without };
}

const runs = ({ verdict }: { readonly verdict: ValidPrompt }): number => verdict.outputNodes.length;

/** What helps most: what no slot has; else that all of it is there, but never together. */
function refusalOf(
  request: Request,
  { sets, definitions }: OfferedNodes,
  refusals: readonly Refusal[],
): Refusal {
  const [only = NOTHING_OFFERED] = refusals;
  if (sets.length < 2) return only;
  const together = validatePrompt({ ...request, definitions });
  if (!together.valid) return together;

  const { refusal, lacking } = sets
    .map((set, index) => ({
      refusal: refusals[index] ?? only,
      lacking: Object.entries(together.graph).filter(
        ([, node]) => definitionOf(set.definitions, node.class_type) === undefined,
      ),
    }))
    .reduce((best, one) => (distance(one) < distance(best) ? one : best));
  if (lacking.length > 0) return { valid: false, error: spreadNodes(lacking), nodeErrors: {} };
  const message = `${refusal.error.message}: all of it is there, but ${SPREAD}`;
  return { ...refusal, error: { ...refusal.error, message } };
}

interface Nearness {
  readonly refusal: Refusal;
  readonly lacking: readonly unknown[];
}

/** A slot that lacks a class is further away than one with any number of wrong values. */
const distance = ({ refusal, lacking }: Nearness): number =>
  lacking.length * 1e6 + Object.keys(refusal.nodeErrors).length;

const SPREAD = 'on different runners of the pool, and no single one has all of it';
const NAMED_MAX = 5;

function spreadNodes(lacking: readonly (readonly [string, Graph[string]])[]): PromptError {
  const classes = [...new Set(lacking.map(([, node]) => node.class_type))];
  const named = classes.slice(0, NAMED_MAX).join(', ');
  const more = classes.length > NAMED_MAX ? ` and ${classes.length - NAMED_MAX} more` : '';
  const [nodeId, node] = lacking[0] ?? ['', undefined];
  return promptError(
    'missing_node_type',
    `Cannot execute because the nodes of this graph are ${SPREAD}. ` +
      `The one that has most of them lacks ${named}${more}.`,
    `Node ID '#${nodeId}'`,
    {
      node_id: nodeId,
      class_type: node?.class_type ?? null,
      node_title: node?._meta?.title ?? null,
    },
  );
}

const NOTHING_OFFERED: Refusal = {
  valid: false,
  error: promptError('missing_node_type', 'Cannot execute because no runner offers any node.'),
  nodeErrors: {},
};
