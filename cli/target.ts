/** Which service a command is about, and where. */
export interface CommandTarget {
  readonly service: string;
  readonly namespace: string;
  /** Context of the kubeconfig; undefined takes its current one. */
  readonly context: string | undefined;
  /** Path; undefined takes `KUBECONFIG`, then `~/.kube/config`. */
  readonly kubeconfig: string | undefined;
  /** Name of the stack, where one was given. */
  readonly stack: string | undefined;
}

/** The options by which every command is told its target. */
export interface TargetOptions {
  readonly stack?: string | undefined;
  readonly service?: string | undefined;
  readonly namespace?: string | undefined;
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

/** @returns the options that name this target again, for commands in messages. */
export function targetFlags(target: CommandTarget): string {
  if (target.stack !== undefined) return `--stack ${target.stack}`;
  const namespace = target.namespace === target.service ? '' : ` --namespace ${target.namespace}`;
  return `--service ${target.service}${namespace}`;
}
