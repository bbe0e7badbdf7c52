import { setTimeout as sleep } from 'node:timers/promises';
import { UnreachableError, isNotFound } from './api-error';
import type { KubeClient } from './client';
import type { HttpClient } from './http';
import { type JsonObject, at, isObject, textAt } from './json';
import type { KubeObject, ObjectRef } from './kube-object';

/** How long to wait before a server that does not answer is asked again, in ms. */
const RECONNECT_MS = 500;

/** Follows one object until `signal`. */
export class Observer {
  constructor(
    private readonly http: HttpClient,
    private readonly client: KubeClient,
  ) {}

  /**
   * Calls `onChange` with the object as it is now and after every change; with undefined where it
   * does not exist. A server that is away for a while is waited for.
   *
   * @throws what the server refuses for good (forbidden, no such kind).
   */
  async follow(
    ref: ObjectRef,
    onChange: (object: KubeObject | undefined) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (;;) {
      if (isOver(signal)) return;
      try {
        const current = await this.#read(ref, signal);
        onChange(current);
        await this.#watch(ref, textAt(current, 'metadata', 'resourceVersion'), onChange, signal);
      } catch (error) {
        if (isOver(signal)) return;
        if (!(error instanceof UnreachableError)) throw error;
        await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #read(ref: ObjectRef, signal: AbortSignal): Promise<KubeObject | undefined> {
    try {
      return await this.client.get(ref, signal);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Returns when the server ends the watch, or when the known version is too old to go on from. */
  async #watch(
    ref: ObjectRef,
    resourceVersion: string,
    onChange: (object: KubeObject | undefined) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const query = new URLSearchParams({
      watch: 'true',
      fieldSelector: `metadata.name=${ref.name}`,
      // Shorter than the idle limits of common proxies and load balancers.
      timeoutSeconds: '240',
      ...(resourceVersion !== '' && { resourceVersion }),
    });
    const path = `${await this.client.collectionPath(ref, ref.namespace)}?${query.toString()}`;
    const response = await this.http.open({ method: 'GET', path, signal });
    let rest = '';
    try {
      for await (const chunk of response.setEncoding('utf8')) {
        rest += String(chunk);
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const event = JSON.parse(line) as JsonObject;
          const object = at(event, 'object');
          if (event['type'] === 'ERROR' || !isObject(object)) return;
          onChange(event['type'] === 'DELETED' ? undefined : object);
        }
      }
    } catch (cause) {
      if (signal.aborted) return;
      throw new UnreachableError(this.http.access.server, cause as Error);
    } finally {
      response.destroy();
    }
  }
}

/** A call, because the compiler takes a signal that was checked once to stay as it was. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
