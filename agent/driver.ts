import type { Logger } from 'pino';
import type { UpstreamsFile } from '../model/upstreams';
import type { Dynamics } from '../model/upstreams-dynamics';
import { ActionRunner, type FilesPort } from './actions';
import type { Clock } from '../kube/clock';
import type { ClusterPort } from './kube/cluster';
import { step } from './machine';
import type { MountedListener } from './material/watch';
import type { AgentMetrics } from './metrics';
import type { Needs } from './needs';
import type { NginxPort } from './nginx/control';
import { RenderedTexts } from './rendered';
import { initialState, type AgentEvent, type AgentState } from './state';
import { lookDelay, tickDelay } from './timing';

export interface DriverParts {
  /** The name of the agent's own Pod. */
  readonly self: string;
  readonly needs: Needs;
  readonly render: (dynamics: Dynamics) => UpstreamsFile;
  readonly cluster: ClusterPort;
  readonly nginx: NginxPort;
  readonly files: FilesPort;
  /** Tells what is mounted until `signal` aborts. */
  readonly watchMounted: (listener: MountedListener, signal: AbortSignal) => Promise<void>;
  readonly metrics: AgentMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The API server has this long at start before the agent goes on without what it has not told. */
const RECALL_AFTER_MS = 2_000;

/** Feeds the machine with what happens and has done what it says. */
export class Driver {
  private current: AgentState;
  private lookedAt: number;
  private looking = false;
  private cancelLook: () => void = () => undefined;
  private cancelTick: () => void = () => undefined;
  private readonly stopping = new AbortController();
  private readonly texts: RenderedTexts;
  private readonly actions: ActionRunner;

  constructor(private readonly parts: DriverParts) {
    this.lookedAt = parts.clock.now();
    this.current = initialState(parts.self, parts.clock.now(), parts.needs);
    this.texts = new RenderedTexts(parts.render);
    this.actions = new ActionRunner(parts, this.texts, (event) => {
      this.dispatch(event);
    });
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
    const { cluster, clock, files, watchMounted } = this.parts;
    const found = await files.loadUpstreams();
    if (found !== undefined) this.texts.adopt(found);
    const kept = await files.loadShare();
    if (kept !== undefined) this.dispatch({ type: 'kept', share: kept });
    const cancelRecall = clock.after(RECALL_AFTER_MS, () => {
      this.recall();
    });
    void this.look();
    const { signal } = this.stopping;
    await Promise.all([
      cluster.watch(this.clusterListener(), signal),
      watchMounted(this.mountedListener(), signal),
    ]);
    cancelRecall();
  }

  /** Ends the watches and all waiting; what is under way is finished. */
  stop(): void {
    this.stopping.abort();
    this.cancelLook();
    this.cancelTick();
  }

  private clusterListener(): Parameters<ClusterPort['watch']>[0] {
    return {
      onTraffic: (data) => {
        this.dispatch({ type: 'traffic', data });
      },
      onHold: (data) => {
        this.dispatch({ type: 'hold', data });
      },
      onPods: (pods) => {
        this.dispatch({ type: 'pods', pods });
      },
      onEndpoints: (ready) => {
        this.dispatch({ type: 'endpoints', ready });
      },
      onConnected: (connected, reason) => {
        this.reportConnection(connected, reason);
        this.dispatch({ type: 'api', connected });
      },
    };
  }

  private mountedListener(): MountedListener {
    const { log } = this.parts;
    return {
      onCertificate: (mounted) => {
        log.info({ mounted }, 'certificate');
        this.dispatch({ type: 'certificate', mounted });
      },
      onKeySet: (mounted) => {
        log.info({ mounted }, 'key set');
        this.dispatch({ type: 'jwks', mounted });
      },
    };
  }

  private dispatch(event: AgentEvent): void {
    if (this.stopping.signal.aborted) return;
    const { clock, metrics, log } = this.parts;
    const before = this.current;
    const now = clock.now();
    const { state, actions, outcome } = step(before, event, now, this.texts.hashOf);
    this.current = state;
    const { wanted, issued, nginx } = state;
    this.texts.prune([wanted?.config.hash, issued?.config.hash, nginx.good?.hash]);
    const shareMoved = nginx.good?.share !== before.nginx.good?.share;
    if (outcome === 'confirmed' && shareMoved) metrics.applied((now - state.wantedSince) / 1_000);
    if (outcome === 'rejected') metrics.rejected();
    if (outcome) log.info({ outcome, serves: nginx.good }, 'reload');
    metrics.show(state);
    this.schedule(now);
    for (const action of actions) void this.actions.run(action);
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

  private recall(): void {
    const { knowledge, kept } = this.current;
    if (kept !== undefined && knowledge.effective === undefined) {
      const what = 'no answer from the API server: serving the share of before';
      this.parts.log.warn({ share: kept }, what);
    }
    this.dispatch({ type: 'recalled', share: kept });
  }
}
