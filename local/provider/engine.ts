import { credentials } from '@grpc/grpc-js';
import { EngineClient } from '@pulumi/pulumi/proto/engine_grpc_pb';
import { LogRequest, LogSeverity } from '@pulumi/pulumi/proto/engine_pb';

/** What the provider tells the engine while it works. Never throws: a lost message is no failure. */
export interface EngineLog {
  /** A line that stays in the output of the update. */
  info(message: string, urn?: string): void;
  warning(message: string, urn?: string): void;
  /** What a resource waits for right now; shown beside it and then forgotten. */
  status(message: string, urn: string): void;
}

/** Talks to the engine at `address`, or to nobody where there is none. */
export class GrpcEngineLog implements EngineLog {
  readonly #client: EngineClient | undefined;
  /** The last message of each resource, so that a poll does not repeat itself. */
  readonly #last = new Map<string, string>();
  readonly #warned = new Set<string>();

  constructor(address: string | undefined) {
    this.#client =
      address === undefined ? undefined : new EngineClient(address, credentials.createInsecure());
  }

  info(message: string, urn = ''): void {
    this.#send(LogSeverity.INFO, message, urn, false);
  }

  warning(message: string, urn = ''): void {
    const key = `${urn} ${message}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.#send(LogSeverity.WARNING, message, urn, false);
  }

  status(message: string, urn: string): void {
    if (this.#last.get(urn) === message) return;
    this.#last.set(urn, message);
    this.#send(LogSeverity.INFO, message, urn, true);
  }

  #send(severity: LogSeverity, message: string, urn: string, ephemeral: boolean): void {
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    this.#client?.log(request, () => undefined);
  }
}
