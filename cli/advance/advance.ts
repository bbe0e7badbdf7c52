import { phaseOf, planInForce } from '../../model/service/plan';
import type { Share } from '../../model/share';
import { CommandFailure, EXIT } from '../failure';
import type { GitPort } from '../git/git-port';
import type { PulumiPort } from '../pulumi/pulumi-port';
import { readSituation } from '../situation';
import { considerRaise, type RaiseWorld } from './consider-raise';
import { raiseMessage } from './raise-message';

export interface AdvanceRequest {
  readonly stack: string;
  /** Undefined: the next share of the plan. */
  readonly to: Share | undefined;
  /** Branch that is made for the commit. */
  readonly branch: string | undefined;
  readonly commit: boolean;
  /** Whether `pulumi up` follows at once. */
  readonly up: boolean;
  readonly dryRun: boolean;
}

/** What an advance works on. */
export interface AdvanceWorld extends RaiseWorld {
  readonly up: PulumiPort['up'];
  readonly git: GitPort;
  readonly signal: AbortSignal;
  /** Told what is about to change, before anything is. */
  readonly onPlanned: (planned: Planned) => void;
  readonly onProgress: (line: string) => void;
  /** @returns whether the update may begin. */
  readonly confirm: (planned: Planned) => Promise<boolean>;
}

/** A rise that nothing speaks against. */
export interface Planned {
  readonly service: string;
  readonly stack: string;
  readonly from: Share;
  readonly to: Share;
  /** Phase of the share that is gone to. */
  readonly phase: string;
  /** Of the gates; null where none is judged. */
  readonly verdict: string | null;
  readonly diff: string;
  /** What the rules tell without refusing. */
  readonly warnings: readonly string[];
}

export interface AdvanceResult extends Planned {
  /** Whether the stack file was written. */
  readonly written: boolean;
  readonly branch: string | null;
  /** Hash of the commit; null when none was asked for. */
  readonly commit: string | null;
  /** Whether an update applied it. */
  readonly updated: boolean;
  /** After the update; null without one. */
  readonly observed: Share | null;
  /** What is left to do, a line each. */
  readonly next: readonly string[];
}

/**
 * Takes the next step of the plan in the stack file, and as far as asked further.
 *
 * @throws CommandFailure: refused with every reason before anything is written; fail when something goes wrong after.
 */
export async function advance(
  request: AdvanceRequest,
  world: AdvanceWorld,
): Promise<AdvanceResult> {
  const planned = await plan(request, world);
  world.onPlanned(planned);
  const nothing = { written: false, branch: null, commit: null, updated: false, observed: null };
  if (request.dryRun) return { ...planned, ...nothing, next: [] };
  if (request.up && !(await world.confirm(planned))) {
    throw new CommandFailure(EXIT.refused, 'not confirmed; nothing is changed');
  }
  const message = raiseMessage(planned);
  const commit = await write(request, world, planned, message);
  const done = { ...planned, written: true, branch: request.branch ?? null, commit };
  if (!request.up) {
    const next = nextSteps(request, message, world.file.name);
    return { ...done, updated: false, observed: null, next };
  }
  const { up, cluster, target, signal, onProgress } = world;
  await up({ message, onProgress, signal }).catch((error: unknown) => {
    throw notApplied(error, planned, world.file.name);
  });
  const { observed } = await readSituation(cluster, target);
  const next = request.commit ? pushSteps(request) : [commitStep(message, world.file.name)];
  return { ...done, updated: true, observed: observed ?? null, next };
}

async function plan(request: AdvanceRequest, world: AdvanceWorld): Promise<Planned> {
  const { service, file } = world;
  const { stack } = request;
  const from = file.share;
  if (request.to !== undefined && request.to <= from) {
    const mend = `lower it at once with: cutover rollback --stack ${stack} --to ${request.to} --reason "…"`;
    const message = `from ${from} % to ${request.to} % is no advance; ${mend}`;
    throw new CommandFailure(EXIT.refused, message, { from, to: request.to });
  }
  const [considered, gitReasons] = await Promise.all([
    considerRaise(stack, request.to, world),
    reasonsOfGit(request, world),
  ]);
  const { to, warnings, gates } = considered;
  if (to === undefined) {
    const message = `plan '${service.plan}' has no step after ${from} %; finish it by cutover:finalise, or give --to`;
    throw new CommandFailure(EXIT.refused, message);
  }
  const reasons = [...considered.reasons, ...gitReasons];
  if (reasons.length > 0) {
    const message = [`no advance from ${from} % to ${to} %:`, ...reasons].join('\n  ');
    throw new CommandFailure(EXIT.refused, message, { from, to, reasons });
  }
  return {
    service: service.name,
    stack,
    from,
    to,
    phase: phaseOf(planInForce(service), to),
    verdict: gates.evidence?.verdict ?? null,
    diff: file.diff(to),
    warnings,
  };
}

async function reasonsOfGit(
  { commit, branch }: AdvanceRequest,
  { git, file }: AdvanceWorld,
): Promise<readonly string[]> {
  if (!commit) return [];
  if (!(await git.isWorkTree()))
    return [`${file.folder} is in no git work tree; leave out --commit`];
  const reasons: string[] = [];
  if (await git.isDirty(file.name)) {
    reasons.push(`${file.name} has changes that are not committed; commit or undo them first`);
  }
  if (branch !== undefined && (await git.hasBranch(branch))) {
    reasons.push(`branch '${branch}' exists already; name another`);
  }
  return reasons;
}

/** @returns the hash of the commit, where one was asked for. */
async function write(
  { commit, branch }: AdvanceRequest,
  { git, file }: AdvanceWorld,
  { to }: Planned,
  message: string,
): Promise<string | null> {
  if (branch !== undefined) await git.startBranch(branch);
  file.write(to);
  if (!commit) return null;
  try {
    return await git.commit(file.name, message);
  } catch (error) {
    file.restore(to);
    throw error;
  }
}

function notApplied(error: unknown, { stack }: Planned, file: string): unknown {
  if (!(error instanceof CommandFailure)) return error;
  const mend = `mend it and run pulumi up --stack ${stack}, or put the file back`;
  const message = `${file} is written, but not applied; ${mend}\n${error.message}`;
  return new CommandFailure(error.exitCode, message, error.details, { cause: error });
}

function nextSteps(request: AdvanceRequest, message: string, file: string): readonly string[] {
  const shared = request.commit ? pushSteps(request) : [commitStep(message, file)];
  return [...shared, `when it is merged: pulumi up --stack ${request.stack}`];
}

function pushSteps({ branch }: AdvanceRequest): readonly string[] {
  if (branch === undefined) return ['git push'];
  return [`git push --set-upstream origin ${branch}`, 'open a pull request'];
}

const commitStep = (message: string, file: string): string =>
  `commit it on a branch and open a pull request: git commit --message "${message}" -- ${file}`;
