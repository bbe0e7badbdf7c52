import { isReady, step } from '../../../agent/machine';
import { PLAIN, type Needs } from '../../../agent/needs';
import type { Config } from '../../../agent/reload';
import { initialState, type Action, type AgentEvent, type AgentState } from '../../../agent/state';
import type { Share } from '../../../model/share';
import type { Dynamics } from '../../../model/upstreams-dynamics';

/** The hash of a configuration in these tests: `h25`, and what else is in it. */
export function hashOf({ share, pods, v2Absent, certificate, jwks }: Dynamics): string {
  const parts = [certificate, jwks, pods && JSON.stringify(pods), v2Absent ? 'absent' : undefined];
  return [`h${share}`, ...parts.filter((part) => part !== undefined)].join(' ');
}

export const config = (share: number) => ({ share: share as Share, hash: `h${share}` });
export const map = (share: string) => ({ v2TrafficPercentage: share });

/** Feeds events at times of the test's choosing and keeps what was asked for. */
export class TestAgent {
  state: AgentState;
  now = 0;

  constructor(needs: Partial<Needs> = {}) {
    this.state = initialState('a', 0, { ...PLAIN, ...needs });
  }

  get ready(): boolean {
    return isReady(this.state);
  }

  tell(event: AgentEvent): readonly Action[] {
    const result = step(this.state, event, this.now, hashOf);
    this.state = result.state;
    return result.actions;
  }

  /** Brought to serve `share` as the only gateway pod, everything written. */
  serving(share: number): this {
    this.tell({ type: 'hold', data: map('100') });
    this.tell({ type: 'traffic', data: { ...map(String(share)), phase: 'p' } });
    this.wrote(share, false);
    this.look(share);
    this.tell({ type: 'api', connected: true });
    this.tell({ type: 'ended', action: 'annotate', ok: true });
    this.tell({ type: 'ended', action: 'persist', ok: true });
    this.pods(String(share));
    this.tell({ type: 'ended', action: 'observe', ok: true });
    this.tell({
      type: 'traffic',
      data: { ...map(String(share)), phase: 'p', observed: String(share) },
    });
    return this;
  }

  wrote(share: number, signal: boolean): readonly Action[] {
    const master = signal ? 10 : undefined;
    const before = signal ? [11] : [];
    return this.tell({ type: 'wrote', config: config(share), signal, master, before });
  }

  look(served: number, accepting = [11], draining = 0): readonly Action[] {
    const sight = { master: 10, accepting, draining, served: config(served) };
    return this.tell({ type: 'looked', sight });
  }

  pods(share: string): readonly Action[] {
    return this.tell({ type: 'pods', pods: [{ name: 'a', serving: true, share }] });
  }
}

/** An NGINX as the agent sees it: reloads take effect some looks after the signal. */
export class SimulatedNginx {
  private nextPid = 100;
  private accepting = [this.nextPid];
  private old: number[] = [];
  private draining: number[] = [];
  private served: Config;
  private loading: Config | undefined;
  private looksLeft = 0;
  file: Config | undefined;
  signals = 0;
  mostDraining = 0;

  /** @param refuses - whether a configuration is refused. */
  constructor(
    served: Config = config(0),
    private readonly refuses: (loading: Config) => boolean = () => false,
  ) {
    this.served = served;
  }

  get reloading(): boolean {
    return this.loading !== undefined;
  }

  get workers(): readonly number[] {
    return this.accepting;
  }

  get ending(): number {
    return this.draining.length;
  }

  get share(): number {
    return this.served.share;
  }

  get hash(): string {
    return this.served.hash;
  }

  signal(looks: number): void {
    this.signals += 1;
    const loading = this.file ?? this.served;
    if (this.refuses(loading)) return;
    this.loading = loading;
    this.looksLeft = looks;
    this.old = this.accepting;
    this.nextPid += 1;
    this.accepting = [...this.old, this.nextPid];
  }

  look(): AgentEvent {
    if (this.loading !== undefined && this.looksLeft-- <= 0) {
      this.served = this.loading;
      this.loading = undefined;
      this.draining = [...this.draining, ...this.old];
      this.accepting = this.accepting.filter((pid) => !this.old.includes(pid));
      this.mostDraining = Math.max(this.mostDraining, this.draining.length);
    }
    const { accepting, draining, served } = this;
    const sight = { master: 10, accepting, draining: draining.length, served };
    return { type: 'looked', sight };
  }

  /** Old workers end. */
  drain(): void {
    this.draining = [];
  }
}

/** An agent and an NGINX, and what the agent has asked for and is not done yet. */
export class Pair {
  private work: readonly Action[] = [];

  constructor(
    readonly agent: TestAgent,
    readonly nginx: SimulatedNginx,
    /** How many looks a reload takes. */
    private readonly looks = 2,
    /** Called before a signal. */
    private readonly onSignal: (to: Config) => void = () => undefined,
  ) {}

  get pending(): readonly Action[] {
    return this.work;
  }

  tell(event: AgentEvent): void {
    this.work = [...this.work, ...this.agent.tell(event)];
  }

  look(): void {
    this.tell(this.nginx.look());
  }

  /** Ends the oldest action that is under way. */
  finish(): void {
    const [action, ...rest] = this.work;
    this.work = rest;
    if (action?.type !== 'write') {
      if (action) this.tell({ type: 'ended', action: action.type, ok: true });
      return;
    }
    const before = this.nginx.workers;
    this.nginx.file = action.config;
    if (action.signal) {
      this.onSignal(action.config);
      this.nginx.signal(this.looks);
    }
    const master = action.signal ? 10 : undefined;
    this.tell({ type: 'wrote', config: action.config, signal: action.signal, master, before });
  }

  /** Lets time pass with nothing new. */
  settle(rounds = 40, everyMs = 50): void {
    for (let round = 0; round < rounds; round += 1) {
      this.agent.now += everyMs;
      this.nginx.drain();
      this.look();
      while (this.work.length > 0) this.finish();
      this.tell({ type: 'tick' });
      while (this.work.length > 0) this.finish();
    }
  }
}
