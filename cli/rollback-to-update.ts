import type { Share } from '../model/share';
import type { ClusterPort } from './cluster-port';
import type { RollbackRequest } from './decide-rollback';
import { CommandFailure, EXIT } from './failure';
import { parseHistory, type UpdateRecord } from './history/update-record';
import type { PulumiPort } from './pulumi/pulumi-port';
import { rollback, type RollbackResult } from './rollback';
import { readSituation } from './situation';
import type { StackShareFile } from './stack-share-file';
import { targetFlags, type CommandTarget } from './target';

/** Records among which the update is looked for. */
const MOST_RECORDS = 1_000;
/** Times that are named where none fits. */
const MOST_NAMED = 5;

export interface RestoreRequest extends Omit<RollbackRequest, 'to'> {
  readonly stack: string;
  /** A version, or the beginning of a start time as `cutover history` prints it. */
  readonly update: string;
  readonly timeoutMs: number;
  /** Whether `pulumi up` follows at once. */
  readonly up: boolean;
  readonly dryRun: boolean;
}

export interface RestoreWorld {
  readonly cluster: ClusterPort;
  readonly target: CommandTarget;
  readonly file: StackShareFile;
  readonly history: PulumiPort['history'];
  readonly up: PulumiPort['up'];
  readonly signal: AbortSignal;
  /** Told what is about to change, before anything is. */
  readonly onPlanned: (diff: string) => void;
  readonly onProgress: (line: string) => void;
}

export interface RestoreResult {
  readonly service: string;
  readonly stack: string;
  /** The update whose share is restored. */
  readonly update: {
    readonly at: string;
    readonly version: number | null;
    readonly message: string;
  };
  /** What the stack file said. */
  readonly from: Share;
  readonly to: Share;
  /** Empty when the stack file says so already. */
  readonly diff: string;
  readonly written: boolean;
  /** Null when the gateways serve no more than that already. */
  readonly rollback: RollbackResult | null;
  readonly updated: boolean;
  /** What is left to do, a line each. */
  readonly next: readonly string[];
}

/**
 * Restores the share of an earlier update: through the hold at once, then in the stack file, so that git, config and
 * cluster agree once it is committed and applied. Only ever lowers.
 */
export async function rollbackToUpdate(
  request: RestoreRequest,
  world: RestoreWorld,
): Promise<RestoreResult> {
  const { file, cluster, target } = world;
  const { stack } = request;
  const record = findUpdate(parseHistory(await world.history(MOST_RECORDS)), request.update);
  const { share: to, startedAt: at, version, message } = record;
  const from = file.share;
  if (to > from) {
    const way = `raise it by a pull request: cutover advance --stack ${stack} --branch NAME`;
    const refusal = `the update of ${at} had ${to} %, which is more than the ${from} % in ${file.name}; ${way}`;
    throw new CommandFailure(EXIT.refused, refusal, { from, to });
  }
  const diff = to === from ? '' : file.diff(to);
  world.onPlanned(diff);
  const { service } = target;
  const planned = { service, stack, update: { at, version, message }, from, to, diff };
  const nothing = { written: false, rollback: null, updated: false, next: [] };
  if (request.dryRun) return { ...planned, ...nothing };
  const write = (): void => {
    if (diff !== '') file.write(to);
  };
  const held = await hold(cluster, target, { ...request, to }).catch((error: unknown) => {
    // Not confirmed in time: the hold stands all the same, and the stack file is to say the same.
    if (error instanceof CommandFailure && error.exitCode === EXIT.fail) write();
    throw error;
  });
  write();
  const lowered = `Lower ${service} from ${from} % to ${to} %`;
  const done = { ...planned, written: diff !== '', rollback: held };
  const commits = diff === '' ? [] : [`git commit --message "${lowered}" -- ${file.name}`];
  const release = held
    ? [`when V2 is mended: cutover release ${targetFlags(target)} --reason "…"`]
    : [];
  if (!request.up) {
    const next = [...commits, `pulumi up --stack ${stack}`, ...release];
    return { ...done, updated: false, next };
  }
  const { onProgress, signal } = world;
  await world.up({ message: lowered, onProgress, signal }).catch((error: unknown) => {
    if (!(error instanceof CommandFailure)) throw error;
    const told = `the traffic is lowered and ${file.name} written, but not applied; run pulumi up --stack ${stack} again`;
    throw new CommandFailure(error.exitCode, `${told}\n${error.message}`, {}, { cause: error });
  });
  return { ...done, updated: true, next: [...commits, ...release] };
}

/** What the hold cannot lower any more is left as it is, with who held it there. */
async function hold(
  cluster: ClusterPort,
  target: CommandTarget,
  request: RestoreRequest & { readonly to: Share },
): Promise<RollbackResult | null> {
  const { effective } = await readSituation(cluster, target);
  const { to, reason, by, since, timeoutMs } = request;
  if (effective !== undefined && effective <= to) return null;
  return rollback(cluster, target, { to, reason, by, since }, timeoutMs);
}

type Restorable = UpdateRecord & { readonly share: Share };

function findUpdate(records: readonly UpdateRecord[], wanted: string): Restorable {
  const updates = records.filter(({ kind }) => kind === 'update');
  const found = /^\d{1,9}$/.test(wanted)
    ? updates.filter(({ version }) => version === Number(wanted))
    : updates.filter(({ startedAt }) => startedAt.startsWith(wanted));
  const refuse = (message: string): never => {
    throw new CommandFailure(EXIT.refused, message);
  };
  const [first] = found;
  if (!first) {
    const known = updates.slice(0, MOST_NAMED).map(nameOf).join(', ');
    const list = known === '' ? 'none is recorded' : `the latest: ${known}`;
    throw new CommandFailure(EXIT.usage, `no update '${wanted}' (${list})`);
  }
  if (new Set(found.map(({ share }) => share)).size > 1) {
    const times = found.slice(0, MOST_NAMED).map(({ startedAt }) => startedAt);
    throw new CommandFailure(EXIT.usage, `'${wanted}' fits several updates: ${times.join(', ')}`);
  }
  const { share, result, startedAt } = first;
  if (result !== 'succeeded')
    refuse(`the update of ${startedAt} ${result}; name one that succeeded`);
  if (share === null) return refuse(`the update of ${startedAt} recorded no share in plain text`);
  return { ...first, share };
}

const nameOf = ({ startedAt, version, share }: UpdateRecord): string =>
  `${version === null ? startedAt : `${version} (${startedAt})`} at ${share ?? '?'} %`;
