import type { Logger } from 'pino';
import type { Share } from '../model/share';
import type { Dynamics } from '../model/upstreams-dynamics';
import type { ClusterPort } from './kube/cluster';
import type { AgentMetrics } from './metrics';
import type { NginxPort } from './nginx/control';
import type { RenderedTexts } from './rendered';
import type { Action, AgentEvent } from './state';

/** The shared volume. */
export interface FilesPort {
  /** Puts in place the files that a configuration names. */
  provide(dynamics: Dynamics): Promise<void>;
  /** Replaces `upstreams.conf`. */
  writeUpstreams(text: string): Promise<void>;
  /** @returns `upstreams.conf` as an agent before this one left it, if there is one. */
  loadUpstreams(): Promise<string | undefined>;
  /** Removes files that no configuration names any more but those of this one. */
  clean(keep: Dynamics): void;
  /** Keeps the share for a start without the API server. */
  saveShare(share: Share): Promise<void>;
  /** @returns the kept share, if any can be read. */
  loadShare(): Promise<Share | undefined>;
}

export interface ActionPorts {
  readonly cluster: ClusterPort;
  readonly nginx: NginxPort;
  readonly files: FilesPort;
  readonly metrics: AgentMetrics;
  readonly log: Logger;
}

/** Carries out what the machine says, and tells it how that ended. */
export class ActionRunner {
  constructor(
    private readonly ports: ActionPorts,
    private readonly texts: RenderedTexts,
    private readonly dispatch: (event: AgentEvent) => void,
  ) {}

  async run(action: Action): Promise<void> {
    const { cluster, files, log } = this.ports;
    try {
      switch (action.type) {
        case 'write':
          await this.write(action);
          return;
        case 'annotate':
          await cluster.annotate(action.note);
          break;
        case 'observe':
          await cluster.observe(action.value);
          log.info({ observed: action.value }, 'all ready gateway pods agree');
          break;
        case 'persist':
          await files.saveShare(action.share);
          break;
        case 'clean':
          files.clean(action.keep);
          break;
      }
      this.dispatch({ type: 'ended', action: action.type, ok: true });
    } catch (error) {
      log.warn({ action: action.type, err: error }, 'failed, will be tried again');
      this.dispatch({ type: 'ended', action: action.type, ok: false });
    }
  }

  private async write({ config, signal }: Action & { type: 'write' }): Promise<void> {
    const { files, nginx, metrics, log } = this.ports;
    const { text, dynamics } = this.texts.get(config.hash);
    if (dynamics) await files.provide(dynamics);
    await files.writeUpstreams(text);
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
