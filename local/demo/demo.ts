import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../load/clock';
import { startLoad, type LoadProcess, type ProcessMark } from '../load/load-process';
import { PulumiError, type LocalStack, type Update } from '../stack/local-stack';
import { run, type Ended } from '../stack/run';
import type { FaultInjector } from '../stack/faults';
import type { ShareWatch } from '../stack/share-watch';
import type { Narrator } from './narrator';
import { changedFields } from './preview-diff';
import type { PhaseFigures, RollbackFigures } from './report';

/** The shares until V2 breaks. The first is what the new stack starts with. */
export const DEMO_SHARES = [0, 5, 25, 50] as const;
/** The share after V2 has been mended. */
export const FINAL_SHARE = 100;

/** How long each share is watched under load, once confirmed. */
const WATCH_SECONDS = 8;
/** How long V2 misbehaves before somebody acts. */
const FAULT_SECONDS = 2;
/** How long replies are watched after a rollback: none of V2 may be among them at its end. */
const AFTERMATH_SECONDS = 3;

/** What the demo works with. */
export interface DemoParts {
  readonly stack: LocalStack;
  readonly watch: ShareWatch;
  readonly faults: FaultInjector;
  readonly load: LoadProcess;
  readonly narrator: Narrator;
  /** Runs the `cutover` command. */
  readonly cutover: (args: readonly string[]) => Promise<Ended>;
}

/** Changes the share through Pulumi, as a pull request would, and measures what follows under load. */
export async function runPhase(parts: DemoParts, share: number): Promise<PhaseFigures> {
  const { stack, load, narrator } = parts;
  narrator.heading(`Share ${share} %`);
  await stack.setShare(share);
  narrator.command(`pulumi config set cutover:v2TrafficPercentage ${share}`);
  narrator.command('pulumi preview --diff');
  narrator.quote(changedFields(await stack.preview()).join('\n') || 'no changes');
  narrator.command('pulumi up');
  const begin = await load.mark();
  const up = await stack.up();
  return watchPhase(parts, share, up, begin);
}

/** Watches a share that has just been confirmed. @param begin - from where failures count. */
export async function watchPhase(
  { watch, load, narrator }: Pick<DemoParts, 'watch' | 'load' | 'narrator'>,
  share: number,
  up: Update,
  begin: ProcessMark,
): Promise<PhaseFigures> {
  const confirmed = await load.mark();
  await sleep(WATCH_SECONDS * 1_000);
  const end = await load.mark();
  const window = await load.since(confirmed, end);
  const propagation = watch.propagation(share);
  if (!propagation) throw new Error(`the share ${share} was not seen to arrive`);
  const figures: PhaseFigures = {
    share,
    observedShare: window.v2Percent ?? 0,
    requests: window.completed,
    failed: (await load.since(begin, end)).failed,
    propagationMs: Math.round(propagation.milliseconds),
    upSeconds: tenth(up.seconds),
    resourcesUpdated: up.changed,
  };
  narrator.fact(
    `'pulumi up' took ${up.seconds.toFixed(1)} s and changed ${up.changed} resource${up.changed === 1 ? '' : 's'}; ` +
      `the gateway had the share after ${figures.propagationMs} ms`,
  );
  narrator.fact(
    `V2 answered ${figures.observedShare.toFixed(2)} % of ${figures.requests} requests; ${figures.failed} failed`,
  );
  return figures;
}

/** Breaks V2, rolls back with the CLI, shows that Pulumi refuses to undo it, mends V2 and releases the hold. */
export async function runRollback(parts: DemoParts, next: number): Promise<RollbackFigures> {
  const { faults, narrator, load } = parts;
  narrator.heading('V2 breaks');
  await faults.set('v2', { errorRate: 0.5 });
  narrator.fact('half of what V2 answers is now an error');
  await sleep(FAULT_SECONDS * 1_000);

  const begin = await load.mark();
  const beginMs = monotonicMs();
  narrator.command('cutover rollback --reason "V2 answers with errors"');
  narrator.quote(
    textOf(await succeed(parts.cutover(['rollback', '--reason', 'V2 answers with errors']))),
  );
  await sleep(AFTERMATH_SECONDS * 1_000);
  const commandToLastV2Ms = Math.round(await lastV2ReplyMs(load, beginMs));
  const { failed } = await load.since(begin);
  narrator.fact(`the last reply of V2 came ${commandToLastV2Ms} ms after the command was given`);

  const raiseRefused = await isRaiseRefused(parts, next);

  narrator.heading('V2 is mended');
  await faults.clear('v2');
  narrator.command('cutover release --reason "V2 is mended"');
  narrator.quote(textOf(await succeed(parts.cutover(['release', '--reason', 'V2 is mended']))));
  return { commandToLastV2Ms, failed, raiseRefused };
}

/**
 * @param sinceMs - on the machine's monotonic clock.
 * @returns milliseconds from there to the last reply of V2.
 * @throws when V2 had no traffic then, so that there was nothing to end.
 */
export async function lastV2ReplyMs(load: LoadProcess, sinceMs: number): Promise<number> {
  const last = await load.lastSeen('v2');
  if (last === undefined || last.monotonicMs < sinceMs) throw new Error('V2 had no traffic to end');
  return last.monotonicMs - sinceMs;
}

/** @returns the number to a tenth. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

async function isRaiseRefused({ stack, narrator }: DemoParts, share: number): Promise<boolean> {
  narrator.heading('Raising the share under the hold');
  await stack.setShare(share);
  narrator.command(`pulumi config set cutover:v2TrafficPercentage ${share}; pulumi preview`);
  try {
    await stack.preview();
    return false;
  } catch (error) {
    if (!(error instanceof PulumiError)) throw error;
    const text = `${error.ended.stdout}\n${error.ended.stderr}`;
    const reason = text.split('\n').find((line) => line.includes('the share may not rise'));
    narrator.quote(reason?.trim() ?? text);
    return reason !== undefined;
  }
}

/** @returns a function that runs the `cutover` command as a person would on this stack. */
export function cutoverCommand(
  project: string,
  environment: NodeJS.ProcessEnv,
  target: readonly string[],
): DemoParts['cutover'] {
  const program = join(project, 'dist', 'cutover.js');
  return async ([verb = '', ...args]) =>
    run(process.execPath, [program, verb, ...target, ...args], {
      cwd: project,
      environment,
      timeoutSeconds: 120,
    });
}

/** Starts the constant load; it ends by itself after 15 minutes at the latest. */
export async function startDemoLoad(gateway: string, rate: number): Promise<LoadProcess> {
  return startLoad({ url: `${gateway}/match`, connections: 32, rate, seconds: 900 });
}

async function succeed(running: Promise<Ended>): Promise<Ended> {
  const ended = await running;
  if (ended.code !== 0) throw new Error(`the command failed (${ended.code}): ${textOf(ended)}`);
  return ended;
}

function textOf({ stdout, stderr }: Ended): string {
  return `${stderr}${stdout}`;
}
