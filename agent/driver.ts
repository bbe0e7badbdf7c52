import type { Logger } from 'pino';
import type { UpstreamsFile } from '../model/upstreams';
import type { Share } from '../model/share';
import type { Clock } from './clock';
import type { ClusterPort } from './kube/cluster';
import { step } from './machine';
import type { AgentMetrics } from './metrics';
import type { NginxPort } from './nginx/control';
import { initialState, type Action, type AgentEvent, type AgentState } from './state';
import { lookDelay, tickDelay } from './timing';

/** The shared volume, as far as the driver writes to it. */
interface FilesPort {
  /** Replaces `upstreams.conf`. */
  writeUpstreams(text: string): Promise<void>;
  /** Keeps the share for a start without the API server. */
  saveShare(share: Share): Promise<void>;
  /** @returns the kept share, if any can be read. */
  loadShare(): Promise<Share | undefined>;
}

export interface DriverParts {
  /** The name of the agent's own Pod. */
  readonly self: string;
  readonly render: (share: Share) => UpstreamsFile;
  readonly cluster: ClusterPort;
  readonly nginx: NginxPort;
  readonly files: FilesPort;
  readonly metrics: AgentMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The API server has this long at start before the share that the pod served before is taken. */
const RECALL_AFTER_MS = 2_000;

/** Feeds the machine with what happens and carries out what it says. */
export class Driver {
  private current: AgentState;
  private lookedAt: number;
  private looking = false;
  private cancelLook: () => void = () => undefined;
  private cancelTick: () => void = () => undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: DriverParts) {
    this.lookedAt = parts.clock.now();
    this.current = initialState(parts.self, parts.clock.now());
  }

  get state(): AgentState {
    return this.current;
  }

  /** Milliseconds since NGINX was last looked at: grows without bound only when the agent hangs. */
  get idleMs(): number {
    return this.parts.clock.now() - this.lookedAt;
  }

  /** Watches, acts, and returns when {@link stop} was called. */
  async run(): Promise<void> {
    const { cluster, clock } = this.parts;
    const cancelRecall = clock.after(RECALL_AFTER_MS, () => {
      void this.recall();
    });
    void this.look();
    await cluster.watch(
      {
        onTraffic: (data) => {
          this.dispatch({ type: 'traffic', data });
        },
        onHold: (data) => {
          this.dispatch({ type: 'hold', data });
        },
        onPods: (pods) => {
          this.dispatch({ type: 'pods', pods });
        },
        onConnected: (connected, reason) => {
          this.reportConnection(connected, reason);
          this.dispatch({ type: 'api', connected });
        },
      },
      this.stopping.signal,
    );
    cancelRecall();
  }

  /** Ends the watches and all waiting; what is under way is finished. */
  stop(): void {
    this.stopping.abort();
    this.cancelLook();
    this.cancelTick();
  }

  private dispatch(event: AgentEvent): void {
    if (this.stopping.signal.aborted) return;
    const { clock, metrics, render, log } = this.parts;
    const before = this.current;
    const now = clock.now();
    const { state, actions, outcome } = step(before, event, now, (share) => render(share).hash);
    this.current = state;
    if (outcome === 'confirmed') metrics.applied((now - state.wantedSince) / 1_000);
    if (outcome === 'rejected') metrics.rejected();
    if (outcome) log.info({ outcome, serves: state.nginx.good }, 'reload');
    metrics.show(state);
    this.schedule(now);
    for (const action of actions) void this.carryOut(action);
  }

  private schedule(now: number): void {
    const { clock } = this.parts;
    if (this.stopping.signal.aborted) return;
    this.cancelTick();
    this.cancelTick = clock.after(tickDelay(this.current, now), () => {
      this.dispatch({ type: 'tick' });
    });
    if (this.looking) return;
    this.cancelLook();
    const since = now - this.lookedAt;
    this.cancelLook = clock.after(Math.max(0, lookDelay(this.current, now) - since), () => {
      void this.look();
    });
  }

  private async look(): Promise<void> {
    this.looking = true;
    try {
      const sight = await this.parts.nginx.look(this.current.nginx.pending?.before ?? []);
      this.lookedAt = this.parts.clock.now();
      this.dispatch({ type: 'looked', sight });
    } catch (error) {
      this.lookedAt = this.parts.clock.now();
      this.parts.log.error({ err: error }, 'NGINX cannot be looked at');
    } finally {
      this.looking = false;
      this.schedule(this.parts.clock.now());
    }
  }

  private reportConnection(connected: boolean, reason: Error | undefined): void {
    if (connected === this.current.connected) return;
    if (connected) this.parts.log.info('the API server answers');
    else this.parts.log.warn({ err: reason }, 'lost the API server: serving the last good share');
  }

  private async recall(): Promise<void> {
    const share = await this.parts.files.loadShare();
    if (share === undefined || this.current.knowledge.effective !== undefined) return;
    this.parts.log.warn({ share }, 'no answer from the API server: serving the share of before');
    this.dispatch({ type: 'recalled', share });
  }

  private async carryOut(action: Action): Promise<void> {
    try {
      switch (action.type) {
        case 'write':
          await this.write(action);
          return;
        case 'annotate':
          await this.parts.cluster.annotate(action.note);
          break;
        case 'observe':
          await this.parts.cluster.observe(action.value);
          this.parts.log.info({ observed: action.value }, 'all ready gateway pods agree');
          break;
        case 'persist':
          await this.parts.files.saveShare(action.share);
          break;
      }
      this.dispatch({ type: 'ended', action: action.type, ok: true });
    } catch (error) {
      this.parts.log.warn({ action: action.type, err: error }, 'failed, will be tried again');
      this.dispatch({ type: 'ended', action: action.type, ok: false });
    }
  }

  private async write({ config, signal }: Action & { type: 'write' }): Promise<void> {
    const { files, nginx, metrics, render, log } = this.parts;
    await files.writeUpstreams(render(config.share).text);
    // Read at this moment, so that no worker which accepts now is taken for a new one later.
    const master = signal ? nginx.master() : undefined;
    if (master) {
      nginx.reload(master.pid);
      metrics.reloaded();
    }
    log.info({ config, signalled: master?.pid }, 'upstreams written');
    this.dispatch({
      type: 'wrote',
      config,
      signal: master !== undefined,
      master: master?.pid,
      before: master?.accepting ?? [],
    });
  }
}
