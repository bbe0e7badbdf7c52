import { inspect } from 'node:util';
import * as pulumi from '@pulumi/pulumi';

/** What the config asks for may not be applied now. */
export class RefusedError extends pulumi.RunError {
  constructor(refusal: string) {
    super(refusal);
    // Keeps its words: the SDK puts the name of each property before the message that it passes through.
    Object.defineProperty(this, 'message', { get: () => refusal, set: () => undefined });
  }

  /** The SDK inspects what it reports, with the whole program that hangs on it: 20 s of work for one line. */
  [inspect.custom](): string {
    return this.message;
  }
}
