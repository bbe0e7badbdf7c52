/** One step of starting or stopping a cluster. */
export interface Step {
  /** What is done, such as `kube-apiserver answers`. */
  readonly title: string;
  /** Seconds that it took; undefined while it goes on, and for a remark. */
  readonly seconds?: number;
}

export type OnStep = (step: Step) => void;

/** Tells of steps and measures them. */
export class StepLog {
  constructor(private readonly onStep: OnStep = () => undefined) {}

  note(title: string): void {
    this.onStep({ title });
  }

  /** Tells when `work` has ended well, and how long it took. */
  async run<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now();
    const result = await work();
    this.onStep({ title, seconds: (performance.now() - start) / 1000 });
    return result;
  }
}
