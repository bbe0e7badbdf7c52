import type { PulumiPort, UpdateRequest } from './pulumi-port';

/** What one update recorded, as far as tests care. */
export interface FakeUpdate {
  readonly at: string;
  /** Seconds. */
  readonly took?: number;
  readonly share?: string;
  readonly result?: string;
  readonly kind?: string;
  readonly message?: string;
  readonly version?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, object>>;
  readonly changes?: Readonly<Record<string, number>>;
}

/** A stack in memory, for tests. */
export class FakePulumi implements PulumiPort {
  /** Latest first. */
  updates: FakeUpdate[] = [];
  lastOutputs: unknown;
  /** Messages of the updates that were asked for. */
  readonly ups: string[] = [];
  /** What an update does. */
  onUp: () => void = () => undefined;

  history(most: number): Promise<string> {
    return Promise.resolve(historyJson(this.updates.slice(0, most)));
  }

  outputs(): Promise<unknown> {
    return Promise.resolve(this.lastOutputs);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what `onUp` throws is a rejection.
  async up({ message, onProgress }: UpdateRequest): Promise<void> {
    this.ups.push(message);
    onProgress('updating ConfigMap traffic-share');
    this.onUp();
  }
}

/** @returns the updates as `pulumi stack history --json` prints them on a file backend. */
export function historyJson(updates: readonly FakeUpdate[]): string {
  return JSON.stringify(
    updates.map(({ at, took = 2, share, ...update }) => ({
      version: update.version ?? 0,
      kind: update.kind ?? 'update',
      startTime: at.replace('Z', '.000Z'),
      message: update.message ?? '',
      environment: update.environment ?? {},
      config: {
        ...(share !== undefined && {
          'cutover:v2TrafficPercentage': { value: share, secret: false },
        }),
        ...update.config,
      },
      result: update.result ?? 'succeeded',
      endTime: new Date(Date.parse(at) + took * 1_000).toISOString(),
      resourceChanges: update.changes ?? { same: 50, update: 1 },
    })),
  );
}
